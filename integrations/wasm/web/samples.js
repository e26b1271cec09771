// Sheets to begin with.

export const SAMPLES = {
  "A model by the token": `name = "Acme models"
version = "2026-05"
unit = "USD"

[endpoints.chat]
title = "Chat"
quantities.input = { title = "Input tokens", unit = "token" }
quantities.output = { title = "Output tokens", unit = "token" }
options = { batch = { title = "Batch", times = 0.5 } }

[endpoints.chat.charges.input]
title = "Input"
unit = "token"
per = 1_000_000
increment = "none"
rates = [
  { when = ["input > 200000"], price = 2.5 },
  { price = 1.25 },
]

[endpoints.chat.charges.output]
title = "Output"
unit = "token"
price = 10
per = 1_000_000
increment = "none"

[[endpoints.chat.examples]]
quantities = { input = 120_000, output = 4_000 }
total = 0.19
`,
  "Messages in tiers": `name = "Acme messages"
unit = "EUR"
round = { to = 0.01, mode = "half-up" }

[endpoints.sms]
title = "Text messages"
basis = "period"
quantities.messages = { title = "Messages", unit = "message" }

[endpoints.sms.charges.messages]
title = "Messages"
unit = "message"
included = 1_000
tiering = "graduated"
tiers = [
  { up_to = 10_000, price = 0.07 },
  { up_to = 100_000, price = 0.056 },
  { price = 0.04 },
]

[[endpoints.sms.examples]]
quantities = { messages = 25_000 }
total = 1484

[endpoints.call]
title = "Phone calls"
quantities.minutes = { title = "Minutes", unit = "minute" }
attributes.country = { title = "Country", of = ["de", "fr"], default = "de", open = true }

[endpoints.call.charges.minutes]
title = "Minutes"
unit = "minute"
increment = 1
by = ["country"]
table = [["de", 0.02], ["fr", 0.025], ["*", 0.09]]

[[endpoints.call.examples]]
quantities = { minutes = 12.5 }
total = 0.26
`,
  "Credits for calls": `name = "Acme data"
unit = "credit"

[endpoints.search]
title = "Search people"
price = 1
options = { phones = { title = "Phone numbers", price = 2 }, cached = { title = "From the cache", free = true } }
quantities.results = { title = "Results", unit = "result" }

[endpoints.search.charges.results]
title = "Results"
unit = "result"
price = 0.5
per = 10
increment = 10

[[endpoints.search.examples]]
quantities = { results = 25 }
total = 2.5
`,
};
