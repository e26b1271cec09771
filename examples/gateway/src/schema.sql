-- Every sheet that was ever in force: what is charged is told by the sheets alone, so none is changed or taken away.
CREATE TABLE IF NOT EXISTS sheets (
    fingerprint text PRIMARY KEY,
    text text NOT NULL,
    installed_at timestamptz NOT NULL DEFAULT now()
);

-- What a customer has, and how much of it open holds reserve. Both follow from `entries` and `holds`.
CREATE TABLE IF NOT EXISTS customers (
    id text PRIMARY KEY,
    balance numeric NOT NULL CHECK (balance >= held),
    held numeric NOT NULL DEFAULT 0 CHECK (held >= 0)
);

-- The calls that are under way, and no others: settling a hold takes it away.
CREATE TABLE IF NOT EXISTS holds (
    customer text NOT NULL REFERENCES customers,
    key text NOT NULL,
    request jsonb NOT NULL,
    -- When the call was reserved; it is charged by the sheet that was in force then.
    at timestamptz NOT NULL,
    hold jsonb NOT NULL,
    amount numeric NOT NULL,
    -- Which attempt the call is in. Only the last one can settle it.
    attempt integer NOT NULL DEFAULT 1,
    -- Until then the attempt is taken to be running; after it, a retry with the same key takes the call over.
    leased_until timestamptz NOT NULL,
    -- From then on the hold is released, and nothing is charged.
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (customer, key)
);
CREATE INDEX IF NOT EXISTS holds_by_expiry ON holds (expires_at);

-- One for each customer, endpoint and month (UTC) of those that are charged by the period.
CREATE TABLE IF NOT EXISTS meters (
    customer text NOT NULL REFERENCES customers,
    endpoint text NOT NULL,
    month text NOT NULL,
    state jsonb NOT NULL,
    PRIMARY KEY (customer, endpoint, month)
);

-- The ledger: nothing in it is changed. A customer's balance is the sum of the amounts.
CREATE TABLE IF NOT EXISTS entries (
    -- The entries of one meter are in the order in which it recorded them.
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer text NOT NULL REFERENCES customers,
    -- With the customer it tells requests apart: the database itself refuses to charge one twice.
    key text NOT NULL,
    amount numeric NOT NULL,
    -- What was asked and what was answered, for a retry.
    request jsonb NOT NULL,
    answer jsonb NOT NULL,
    -- What was charged for, as `pricesheet audit` reads it; none for a credit.
    record jsonb,
    UNIQUE (customer, key)
);
