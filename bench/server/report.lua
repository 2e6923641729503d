-- One line for run.py: requests, microseconds at the median and at 95 %, faults.
done = function(summary, latency, _)
  local e = summary.errors
  local faults = e.connect + e.read + e.write + e.status + e.timeout
  io.write(string.format("figures %d %d %d %d\n", summary.requests,
    latency:percentile(50), latency:percentile(95), faults))
end
