// What a dashboard of ours may hold, by Grafana's own types. In JSON an enumeration is the literal behind it.
import type * as common from '@grafana/schema';
import type * as stat from '@grafana/schema/stat';
import type * as heatmap from '@grafana/schema/heatmap';
import type * as timeseries from '@grafana/schema/timeseries';

type Written<T> = unknown extends T
    ? T
    : T extends string
      ? `${T}`
      : T extends object
        ? { [Key in keyof T]: Written<T[Key]> }
        : T;

// @grafana/schema leaves these to the data source's plugin.
interface Query extends common.DataQuery {
    datasource: common.DataSourceRef;
    expr: string;
    legendFormat: string;
    editorMode: 'code';
    range: boolean;
    format?: 'time_series' | 'heatmap' | 'table';
}
interface Variable extends common.VariableModel {
    definition?: string;
}
interface Of<Type extends string, Options, Custom> extends Omit<common.Panel, 'type' | 'options' | 'fieldConfig' | 'targets'> {
    type: Type;
    title: string;
    options: Options;
    fieldConfig: Omit<common.FieldConfigSource, 'defaults'> & { defaults: Omit<common.FieldConfig, 'custom'> & { custom?: Custom } };
    targets: Query[];
}
// Grafana fills these in where a dashboard says nothing of them.
type Stat = Omit<stat.Options, 'percentChangeColorMode' | 'showPercentChange'>;
type Panel =
    | Of<'timeseries', timeseries.Options, timeseries.FieldConfig>
    | Of<'stat', Stat, Record<string, never>>
    | Of<'heatmap', heatmap.Options, heatmap.FieldConfig>;

export type Dashboard = Written<
    Omit<common.Dashboard, 'panels' | 'templating' | 'uid' | 'title'> & {
        uid: string;
        title: string;
        panels: Panel[];
        templating: { list: Variable[] };
    }
>;
