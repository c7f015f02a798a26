// Mantine dressed in our tokens: one accent, small radii, dense controls. Colours stand in tokens.css.
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

// Shades for what Mantine derives by itself; the accent proper is --rd-accent.
const green: MantineColorsTuple = [
  '#e9f3ef',
  '#d3e6de',
  '#a9d0c1',
  '#7dbaa3',
  '#57a688',
  '#3b9073',
  '#277660',
  '#1b6552',
  '#124a3c',
  '#0b352a',
];

// Mantine takes grounds, edges and dimmed words from these two: the paper and the night of tokens.css, not its own greys.
const gray: MantineColorsTuple = [
  '#f7f7f4',
  '#f1f1ec',
  '#e5e5de',
  '#d9dad2',
  '#c3c7c0',
  '#a3a9a4',
  '#828882',
  '#56605b',
  '#3a433f',
  '#1d2623',
];
const dark: MantineColorsTuple = [
  '#e8ebe7',
  '#c9d0cb',
  '#a9b3ae',
  '#8d9893',
  '#4a5652',
  '#2f3a37',
  '#1c2422',
  '#161d1b',
  '#121816',
  '#0f1413',
];

// A list of choices scrolls itself, not in a box around it: assistive technology then knows that the field's arrow keys move it.
const choices = { options: { maxHeight: 260, overflowY: 'auto' as const } };

/** The theme. Sizes: `xs` for what stands in rows, `sm` for forms. */
export const theme = createTheme({
  primaryColor: 'green',
  primaryShade: { light: 7, dark: 3 },
  autoContrast: true,
  colors: { green, gray, dark },
  fontFamily: 'var(--rd-font)',
  fontFamilyMonospace: 'var(--rd-mono)',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.3' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.35' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '10px', xl: '14px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: {
      defaultProps: { size: 'sm' },
      // Mantine measures contrast on the light scheme's shade only: on the accent of both, the text is ours.
      vars: (
        _theme: unknown,
        { variant = 'filled', color }: { variant?: string; color?: string },
      ) => ({
        root:
          variant === 'filled' && (!color || color === 'red')
            ? { '--button-color': 'var(--rd-on-accent)' }
            : {},
      }),
    },
    Chip: {
      vars: (
        _theme: unknown,
        { variant = 'filled', color }: { variant?: string; color?: string },
      ) => ({
        root: variant === 'filled' && !color ? { '--chip-color': 'var(--rd-on-accent)' } : {},
      }),
    },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Textarea: { defaultProps: { size: 'sm', autosize: true, minRows: 3 } },
    Select: {
      defaultProps: {
        ...{ size: 'sm', checkIconPosition: 'right', allowDeselect: false, withScrollArea: false },
      },
      styles: choices,
    },
    MultiSelect: { defaultProps: { size: 'sm', withScrollArea: false }, styles: choices },
    Autocomplete: { defaultProps: { withScrollArea: false }, styles: choices },
    TagsInput: { defaultProps: { withScrollArea: false }, styles: choices },
    NumberInput: { defaultProps: { size: 'sm' } },
    Modal: {
      defaultProps: { radius: 'lg', centered: true, overlayProps: { backgroundOpacity: 0.35 } },
      styles: { title: { fontSize: '0.9375rem', fontWeight: 600 } },
    },
    Drawer: { defaultProps: { overlayProps: { backgroundOpacity: 0.35 } } },
    Tooltip: {
      defaultProps: {
        openDelay: 350,
        withArrow: false,
        events: { hover: true, focus: true, touch: false },
      },
    },
    // Its placeholder for the focus is nothing that may stand in a menu (WAI-ARIA): the first entry takes it.
    Menu: { defaultProps: { shadow: 'md', radius: 'md', withInitialFocusPlaceholder: false } },
    Paper: { defaultProps: { radius: 'lg' } },
    Badge: { defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 500 } },
  },
});

const shared = {
  '--mantine-color-body': 'var(--rd-surface)',
  '--mantine-color-text': 'var(--rd-ink)',
  '--mantine-color-dimmed': 'var(--rd-soft)',
  '--mantine-color-default-border': 'var(--rd-line)',
  '--mantine-color-default': 'var(--rd-surface)',
  '--mantine-color-default-hover': 'var(--rd-hover)',
  '--mantine-color-default-color': 'var(--rd-ink)',
  '--mantine-color-placeholder': 'var(--rd-faint)',
  '--mantine-color-anchor': 'var(--rd-accent)',
  '--mantine-color-error': 'var(--rd-danger)',
  '--mantine-color-green-filled': 'var(--rd-accent)',
  '--mantine-color-green-filled-hover': 'var(--rd-accent-strong)',
  '--mantine-color-green-light': 'var(--rd-accent-tint)',
  '--mantine-color-green-light-hover': 'var(--rd-selected)',
  '--mantine-color-green-light-color': 'var(--rd-accent-strong)',
  '--mantine-color-green-outline': 'var(--rd-accent)',
  '--mantine-color-green-text': 'var(--rd-accent)',
  '--mantine-primary-color-contrast': 'var(--rd-on-accent)',
};

// Notices and badges of Mantine's colours are dressed in our tones, whose contrast is tested.
const tones = {
  orange: 'warning',
  yellow: 'warning',
  red: 'danger',
  blue: 'info',
  grape: 'purple',
};
const toned = Object.fromEntries(
  Object.entries(tones).flatMap(([color, tone]) => [
    [`--mantine-color-${color}-filled`, `var(--rd-${tone})`],
    [`--mantine-color-${color}-filled-hover`, `var(--rd-${tone})`],
    [`--mantine-color-${color}-light`, `var(--rd-${tone}-tint)`],
    [`--mantine-color-${color}-light-hover`, `var(--rd-${tone}-tint)`],
    [`--mantine-color-${color}-light-color`, `var(--rd-${tone})`],
    [`--mantine-color-${color}-text`, `var(--rd-${tone})`],
  ]),
);

/** Mantine's own variables, taken from the tokens in both schemes. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...shared, ...toned },
  dark: { ...shared, ...toned },
});
