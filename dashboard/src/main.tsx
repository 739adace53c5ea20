import { render } from 'preact';
import { App } from './app';
import { begin } from './session';
import { speakAsBrowser } from './strings';
import './style.css';

speakAsBrowser();
begin();
render(<App />, document.getElementById('app')!);
