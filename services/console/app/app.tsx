// The app: what surrounds every page.
import { MantineProvider, mergeThemeOverrides } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient } from './api/query.ts';
import { router } from './router.tsx';
import { lookManager } from './theme/look.ts';
import { cssVariables, theme } from './theme/theme.ts';
import { useIsPhone } from './ui/screen.ts';

const nonce = (): string =>
  document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

// What keeps the page still under a dialog (react-remove-scroll, by get-nonce) reads it from here, as bundlers name it.
Object.assign(globalThis, { __webpack_nonce__: nonce() });

/** What was done, told for a moment: on a phone below the header, where no button of a dialog or form stands. */
function Notices() {
  return <Notifications position={useIsPhone() ? 'top-center' : 'bottom-right'} limit={4} />;
}

/** Theme, answers, dialogs, notices, pages. */
export function App() {
  const { t } = useTranslation('common');
  const close = t('close');
  // The way out of a notice has a name, in the reader's language.
  const dressed = useMemo(() => {
    const closeButtonProps = { 'aria-label': close };
    const components = { Notification: { defaultProps: { closeButtonProps } } };
    return mergeThemeOverrides(theme, { components });
  }, [close]);
  return (
    <MantineProvider
      theme={dressed}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      colorSchemeManager={lookManager}
      getStyleNonce={nonce}
    >
      <QueryClientProvider client={queryClient}>
        <ModalsProvider>
          <Notices />
          <RouterProvider router={router} />
        </ModalsProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}
