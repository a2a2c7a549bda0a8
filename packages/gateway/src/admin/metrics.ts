import { type Stat, stat, type ThreadStats } from '../usage/thread-stats.ts'

export type GatewayNumbers = {
  threads: readonly ThreadStats[]
  connected: boolean
  ageSeconds: number
  stale: boolean
  accessSeq: number
  headSeq: number
  credentials: number
  unsentBytes: number
  rejectedRecords: number
  snapshotHash: string | undefined
  memoryBytes: number
  startedAt: number
  streamConnects: number
}

type Series = { name: string; help: string; type: 'counter' | 'gauge'; value: number; labels?: string }

const perThread: [Stat, string, 'counter' | 'gauge', string][] = [
  [stat.served, 'gatehouse_requests_total', 'counter', 'Requests answered.'],
  [
    stat.refused,
    'gatehouse_requests_refused_total',
    'counter',
    'Requests answered with a problem before a backend was asked.',
  ],
  [stat.backendErrors, 'gatehouse_backend_errors_total', 'counter', 'Calls to backends without a usable answer.'],
  [stat.inFlight, 'gatehouse_requests_in_flight', 'gauge', 'Requests being served.'],
  [stat.bytesIn, 'gatehouse_body_bytes_received_total', 'counter', 'Bytes of request bodies.'],
  [stat.bytesOut, 'gatehouse_body_bytes_sent_total', 'counter', 'Bytes of answers’ bodies.'],
  [stat.dropped, 'gatehouse_usage_records_dropped_total', 'counter', 'Usage records that the disk did not take.'],
  [stat.written, 'gatehouse_usage_log_bytes', 'counter', 'Offset behind the last written usage record.'],
]

/** Prometheus text format 0.0.4. */
export function metricsText(numbers: GatewayNumbers): string {
  const series: Series[] = []
  for (const [slot, name, type, help] of perThread) {
    numbers.threads.forEach((thread, index) => {
      series.push({ name, help, type, value: thread.get(slot), labels: `thread="${index}"` })
    })
  }
  numbers.threads.forEach((thread, index) => {
    const help = 'Seconds that requests took, summed.'
    series.push({
      name: 'gatehouse_request_seconds_sum',
      help,
      type: 'counter',
      value: thread.get(stat.latencyUs) / 1e6,
      labels: `thread="${index}"`,
    })
  })
  const gauge = (name: string, help: string, value: number, labels?: string) =>
    series.push(
      labels === undefined ? { name, help, type: 'gauge', value } : { name, help, type: 'gauge', value, labels },
    )
  gauge('gatehouse_control_connected', '1 while the stream to the control plane stands.', numbers.connected ? 1 : 0)
  gauge('gatehouse_configuration_age_seconds', 'Seconds since the control plane was last heard.', numbers.ageSeconds)
  gauge('gatehouse_configuration_stale', '1 while the stage’s staleness rule stops traffic.', numbers.stale ? 1 : 0)
  gauge('gatehouse_access_seq', 'Change-log sequence up to which the access table is whole.', numbers.accessSeq)
  gauge('gatehouse_head_seq', 'Newest change-log sequence that was heard of.', numbers.headSeq)
  gauge('gatehouse_credentials', 'Credentials in the access table.', numbers.credentials)
  gauge('gatehouse_usage_unsent_bytes', 'Bytes of usage that are written and not stored.', numbers.unsentBytes)
  gauge('gatehouse_usage_records_rejected', 'Records that the store put aside.', numbers.rejectedRecords)
  gauge('gatehouse_memory_bytes', 'Proportional set size of the process.', numbers.memoryBytes)
  gauge('gatehouse_start_time_seconds', 'Start of the process, seconds since 1970.', numbers.startedAt / 1000)
  gauge('gatehouse_stream_connects', 'Times that the stream was opened.', numbers.streamConnects)
  if (numbers.snapshotHash !== undefined) {
    gauge('gatehouse_snapshot_info', 'The snapshot in force.', 1, `hash="${numbers.snapshotHash}"`)
  }
  let text = ''
  let last = ''
  for (const { name, help, type, value, labels } of series) {
    if (name !== last) text += `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`
    last = name
    text += `${name}${labels === undefined ? '' : `{${labels}}`} ${value}\n`
  }
  return text
}
