import { render } from 'preact';
import { Frame } from './frame.js';
import { startPreferences } from './preferences.js';
import { startRouter } from './router.js';
import { loadSession } from './session.js';

startPreferences();
startRouter();
loadSession();
const root = document.getElementById('console');
if (root !== null) render(<Frame />, root);
