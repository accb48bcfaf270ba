-- What the server needs in PostgreSQL (12 or newer) for --store postgres. The server creates it at its start where it is
-- missing and it may; otherwise run this as a role that may, with search_path set to the schema that the server uses
-- (lockactors, unless the connection string names another by "Search Path"). The server's role then needs USAGE on the
-- schema and on lease_version, SELECT on orleansquery, and SELECT, INSERT, UPDATE and DELETE on lease.

-- One row for each lock. Versions come from one sequence: a row that is deleted and made again never has an old one.
-- No index on modified: each renewal changes it, and would have to change that index as well.
CREATE SEQUENCE IF NOT EXISTS lease_version AS integer MINVALUE 1 CYCLE CACHE 32;

CREATE TABLE IF NOT EXISTS lease
(
    service  text        NOT NULL,
    kind     text        NOT NULL,
    lock     text        NOT NULL,
    version  integer     NOT NULL DEFAULT nextval('lease_version'),
    payload  bytea,
    modified timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (service, kind, lock)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

-- Orleans' grain storage for ADO.NET asks here for its statements, and hands them these parameters.
CREATE TABLE IF NOT EXISTS orleansquery
(
    querykey  text PRIMARY KEY,
    querytext text NOT NULL
);

INSERT INTO orleansquery (querykey, querytext) VALUES
('ReadFromStorageKey', $$
    SELECT payload AS PayloadBinary, version AS Version FROM lease
    WHERE service = @ServiceId AND kind = @GrainTypeString AND lock = @GrainIdExtensionString
$$),
('WriteToStorageKey', $$
    WITH changed AS (
        UPDATE lease SET payload = @PayloadBinary, version = nextval('lease_version'), modified = now()
        WHERE service = @ServiceId AND kind = @GrainTypeString AND lock = @GrainIdExtensionString
            AND version = CAST(@GrainStateVersion AS integer)
        RETURNING version
    ), made AS (
        INSERT INTO lease (service, kind, lock, payload)
        SELECT @ServiceId, @GrainTypeString, @GrainIdExtensionString, @PayloadBinary
        WHERE CAST(@GrainStateVersion AS integer) IS NULL
        ON CONFLICT DO NOTHING
        RETURNING version
    )
    SELECT version AS NewGrainStateVersion FROM changed UNION ALL SELECT version FROM made
$$),
('ClearStorageKey', $$
    UPDATE lease SET payload = NULL, version = nextval('lease_version'), modified = now()
    WHERE service = @ServiceId AND kind = @GrainTypeString AND lock = @GrainIdExtensionString
        AND version = CAST(@GrainStateVersion AS integer)
    RETURNING version AS NewGrainStateVersion
$$)
ON CONFLICT (querykey) DO UPDATE SET querytext = EXCLUDED.querytext;
