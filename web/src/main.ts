import { mount } from 'svelte';
import App from './App.svelte';
import { startExit } from './lib/exit';
import { appearance } from './lib/theme.svelte';
import { words } from './lib/words.svelte';
import './tokens.css';
import './base.css';

if (startExit()) {
  appearance.start();
  await words.start();
  mount(App, { target: document.getElementById('app')! });
}
