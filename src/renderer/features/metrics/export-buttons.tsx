import type { ProjectMetrics } from '../../../contract/metrics.ts';
import { metricsCsv } from '../../../contract/metrics-csv.ts';
import { Button } from '../../ui/button.tsx';

/** What is shown as a file: it is here already, so that no listener is asked. */
export function ExportButtons({ metrics, name }: { readonly metrics: ProjectMetrics; readonly name: string }) {
  const file = `${name}-metrics-${metrics.range}`;
  return (
    <>
      <Button isSmall onClick={() => save(metricsCsv(metrics.points), 'text/csv', `${file}.csv`)}>
        Export CSV
      </Button>
      <Button isSmall onClick={() => save(JSON.stringify(metrics, null, 2), 'application/json', `${file}.json`)}>
        Export JSON
      </Button>
    </>
  );
}

function save(text: string, type: string, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
