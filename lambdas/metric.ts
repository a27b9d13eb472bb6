/**
 * Fields that make CloudWatch count a log line, beside saying it: the line then raises `metric` by one in the namespace
 * `InterjectDataApi`, told apart by the logger's `service` and by `dimensions` (AWS: "Specification: Embedded metric format").
 * @param dimensions few different values each: every combination is a metric of its own
 */
export function counted(metric: string, dimensions: Readonly<Record<string, string>> = {}) {
  return {
    ...dimensions,
    [metric]: 1,
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: "InterjectDataApi",
          Dimensions: [["service", ...Object.keys(dimensions)]],
          Metrics: [{ Name: metric, Unit: "Count" }],
        },
      ],
    },
  };
}
