// Starts the console in the browser.
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '@fontsource-variable/inter/wght.css';
import './theme/tokens.css';
import './theme/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startTexts } from './texts/i18n.ts';

const place = document.getElementById('root');
if (!place) throw new Error('the page has no place for the app');
await startTexts();
createRoot(place).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
