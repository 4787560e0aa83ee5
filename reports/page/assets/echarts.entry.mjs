import * as echarts from 'echarts/core';
import {BarChart, LineChart, ScatterChart, HeatmapChart, SankeyChart, CustomChart} from 'echarts/charts';
import {GridComponent, TooltipComponent, LegendComponent, TitleComponent, AriaComponent, MarkLineComponent, MarkAreaComponent, VisualMapComponent, DatasetComponent} from 'echarts/components';
import {LabelLayout} from 'echarts/features';
import {SVGRenderer} from 'echarts/renderers';
echarts.use([BarChart, LineChart, ScatterChart, HeatmapChart, SankeyChart, CustomChart, GridComponent, TooltipComponent, LegendComponent, TitleComponent, AriaComponent, MarkLineComponent, MarkAreaComponent, VisualMapComponent, DatasetComponent, LabelLayout, SVGRenderer]);
window.echarts = echarts;
