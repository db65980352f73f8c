import { render } from 'preact';
import { Frame } from './frame.js';
import { startPreferences } from './preferences.js';
import { startRecovery } from './recovery.js';
import { startRouter } from './router.js';
import { loadSession } from './session.js';
import { startErrorTexts } from './words/words.js';

startPreferences();
startRouter();
startRecovery();
loadSession().then(startErrorTexts);
const root = document.getElementById('console');
if (root !== null) render(<Frame />, root);
