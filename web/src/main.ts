import { mount } from 'svelte';
import App from './App.svelte';
import { appearance } from './lib/theme.svelte';
import { words } from './lib/words.svelte';
import './tokens.css';
import './base.css';

appearance.start();
await words.start();
mount(App, { target: document.getElementById('app')! });
