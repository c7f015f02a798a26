// The chart of the days, by echarts; the one place that loads it. Its colours are the theme's tokens.
import { useComputedColorScheme } from '@mantine/core';
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './overview.module.css';
import type { Overview } from './overview-query.ts';

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

const token = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--rd-${name}`).trim();

type Names = { cases: string; late: string; language: string };

function optionOf({ from, until, days }: Overview, names: Names): EChartsCoreOption {
  const known = new Map(days.map(({ value, figures }) => [value, figures]));
  const all: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(until); at += 86_400_000)
    all.push(new Date(at).toISOString().slice(0, 10));
  const short = new Intl.DateTimeFormat(names.language, {
    ...{ day: 'numeric', month: 'short', timeZone: 'UTC' },
  } as const);
  const [soft, line, accent, danger] = ['soft', 'line', 'accent', 'danger'].map(token);
  const label = { color: soft, fontSize: 11 };
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 4, right: 4, top: 30, bottom: 2, containLabel: true },
    legend: { top: 0, left: 0, icon: 'roundRect', itemWidth: 10, itemHeight: 10, textStyle: label },
    // Written on the canvas: the page's policy allows no styles of markup.
    tooltip: { trigger: 'axis', renderMode: 'richText' },
    xAxis: {
      type: 'category',
      data: all.map((day) => short.format(new Date(day))),
      axisLabel: label,
      axisLine: { lineStyle: { color: line } },
      axisTick: { show: false },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      axisLabel: label,
      splitLine: { lineStyle: { color: line } },
    },
    series: [
      {
        type: 'bar',
        name: names.cases,
        data: all.map((day) => known.get(day)?.cases ?? 0),
        itemStyle: { color: accent, borderRadius: [3, 3, 0, 0] },
        barMaxWidth: 14,
      },
      {
        type: 'line',
        name: names.late,
        data: all.map((day) => known.get(day)?.respondedLate ?? 0),
        itemStyle: { color: danger },
        lineStyle: { width: 2 },
        symbolSize: 5,
      },
    ],
  };
}

/** The chart. For who cannot see it, the table below says the same. */
export function TrendChart({ overview }: { overview: Overview }) {
  const { t, i18n } = useTranslation('overview');
  const scheme = useComputedColorScheme('light');
  const place = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another scheme has other colours
  useEffect(() => {
    if (!place.current) return undefined;
    const chart = init(place.current);
    const names = { cases: t('measures.cases'), late: t('measures.respondedLate') };
    chart.setOption(optionOf(overview, { ...names, language: i18n.language }));
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(place.current);
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, [overview, scheme, i18n.language]);
  return <div ref={place} className={classes.chart} role="img" aria-label={t('trend.chart')} />;
}
