// Templates as the API tells them, and what is done to them.
import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from '../../api/client.ts';

export type Sources = Schema<'TemplateSources'>;
type Purpose = Awaited<ReturnType<typeof listTemplates>>['templates'][number]['purpose'];
export type TemplateName = { purpose: Purpose; locale: string };

const listTemplates = () => answered(api.GET('/api/v1/templates'));

/** All templates by language. */
export const templatesQuery = queryOptions({
  queryKey: ['templates'],
  queryFn: listTemplates,
});

/** One template with its versions. */
export const templateQuery = (path: TemplateName) =>
  queryOptions({
    queryKey: ['templates', path.purpose, path.locale],
    queryFn: () => answered(api.GET('/api/v1/templates/{purpose}/{locale}', { params: { path } })),
  });

/** What a template makes of sample values, or what is wrong with it. */
export const previewQuery = (path: TemplateName, sources: Sources) =>
  queryOptions({
    queryKey: ['template-preview', path.purpose, path.locale, sources],
    placeholderData: (before) => before,
    queryFn: () =>
      answered(
        api.POST('/api/v1/templates/{purpose}/{locale}/preview', {
          params: { path },
          body: { sources, party: 'customer' },
        }),
      ),
  });

/** Publishes; or goes back to the template of the program where there are no sources. */
export const publish = (
  path: TemplateName,
  body: { sources?: Sources; note: string; basedOn: number },
) => {
  const { sources, ...rest } = body;
  return sources
    ? answered(
        api.POST('/api/v1/templates/{purpose}/{locale}/versions', {
          params: { path },
          body: { ...rest, sources },
        }),
      )
    : answered(
        api.POST('/api/v1/templates/{purpose}/{locale}/default', { params: { path }, body: rest }),
      );
};

/** Sends it to whoever asks. */
export const sendTest = (path: TemplateName, sources: Sources) =>
  answered(
    api.POST('/api/v1/templates/{purpose}/{locale}/test', {
      params: { path },
      body: { sources, party: 'customer' },
    }),
  );
