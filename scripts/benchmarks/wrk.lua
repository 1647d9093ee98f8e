-- Posts the requests of the file BENCH_REQUESTS.N, each once unless BENCH_AGAIN is set; N is the number of the thread.
-- One line is a request: path, signature and body, separated by tabs. Prints one line of figures at the end.

local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

function init(_)
  requests = {}
  place = 0
  for line in io.lines(os.getenv("BENCH_REQUESTS") .. "." .. number) do
    requests[#requests + 1] = line
  end
end

function request()
  place = place + 1
  if place > #requests and os.getenv("BENCH_AGAIN") ~= "" then place = 1 end
  local line = requests[place]
  if line == nil then return wrk.format("POST", "/no-more-requests") end
  local path, signature, body = line:match("^([^\t]*)\t([^\t]*)\t(.*)$")
  return wrk.format("POST", path, {
    ["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8",
    ["X-Twilio-Signature"] = signature,
  }, body)
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format("figures %d %d %d %d %d\n", summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
