using System.Globalization;
using System.Net;
using LockActors.Silo.Cluster;
using LockActors.Silo.Settings;
using LockActors.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace LockActors.Silo.Tests;

/// <summary>A server that keeps leases in PostgreSQL, when that is away, full, slow or closed to it.</summary>
public sealed class PostgresTests : IAsyncLifetime
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private PostgresServer? _postgres;

    private PostgresServer Postgres => _postgres ?? throw new InvalidOperationException("PostgreSQL did not start.");

    public async Task InitializeAsync()
    {
        if (PostgresServer.WhyMissing is null)
        {
            _postgres = await PostgresServer.StartAsync();
        }
    }

    public async Task DisposeAsync() => await (_postgres?.DisposeAsync() ?? ValueTask.CompletedTask);

    [PostgresFact]
    public async Task Stop_OfPostgres_IsToldWithItsReasonAndItsReturnEndsIt()
    {
        await using var silo = await StartAsync();
        var held = await AcquireAsync(silo, "held");
        await Postgres.KillAsync();

        var refused = await AcquireAsync(silo, "new");

        Assert.Equal(LockOutcome.Unavailable, refused.Outcome);
        Assert.StartsWith("postgres: ", refused.Cause, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await silo.AskAsync("/health/ready")).Status);
        await Postgres.StartAgainAsync();
        await UntilReadyAsync(silo);
        var renewed = await silo.Service.RenewAsync("held", held.Grant!.LeaseId, Ttl);
        Assert.Equal(RenewOutcome.Renewed, renewed.Outcome);
        Assert.True((await AcquireAsync(silo, "new", Patience)).IsGranted);
    }

    [PostgresFact]
    public async Task Acquire_WhilePostgresIsFull_IsUnavailableWithTheReasonAndLeavesNothing()
    {
        await using var silo = await StartAsync();
        await AcquireAsync(silo, "before");
        await Postgres.ExecuteAsync(
            """
            CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
            CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON lockactors.lease EXECUTE FUNCTION full_disk()
            """);

        var refused = await AcquireAsync(silo, "new");

        Assert.Equal(LockOutcome.Unavailable, refused.Outcome);
        Assert.Contains("No space left on device", refused.Cause, StringComparison.Ordinal);
        await silo.IsNotReadyForItsStoreAsync("No space left on device");
        Assert.Equal(0, await LeasesAsync("new"));
        await Postgres.ExecuteAsync("DROP TRIGGER full_disk ON lockactors.lease");
        await UntilReadyAsync(silo);
        Assert.True((await AcquireAsync(silo, "new", Patience)).IsGranted);
    }

    [PostgresFact]
    public async Task Acquire_WhilePostgresIsSlow_IsUnavailableAndWhatLandsLateIsTakenAway()
    {
        await using var silo = await StartAsync(commandTimeout: TimeSpan.FromMilliseconds(500));
        Assert.True((await AcquireAsync(silo, "before", Patience)).IsGranted);
        await using var source = NpgsqlDataSource.Create(Postgres.Connection);
        await using (var connection = await source.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using var block = new NpgsqlCommand(
                "LOCK TABLE lockactors.lease IN SHARE MODE", connection, transaction);
            await block.ExecuteNonQueryAsync();

            var refused = await AcquireAsync(silo, "new");

            Assert.Equal(LockOutcome.Unavailable, refused.Outcome);
            Assert.StartsWith("postgres: ", refused.Cause, StringComparison.Ordinal);
            await transaction.RollbackAsync();
        }

        var next = await AcquireAsync(silo, "new", Patience);
        Assert.True(next.IsGranted);
        Assert.Equal(
            ReleaseOutcome.Released, (await silo.Service.ReleaseAsync("new", next.Grant.LeaseId)).Outcome);
        await Poll.UntilAsync(async () => await LeasesAsync("new") == 0, "an empty row", Patience);
    }

    [PostgresFact]
    public async Task Kill_OfASilo_LeavesItsLeasesForTheirWholeTimeToTheNext()
    {
        LockGrant before;
        await using (var first = await StartAsync())
        {
            before = (await AcquireAsync(first, "held")).Grant!;
        }

        await using var second = await StartAsync();
        Assert.Equal(LockOutcome.Busy, (await AcquireAsync(second, "held")).Outcome);
        var renewed = await second.Service.RenewAsync("held", before.LeaseId, Ttl);
        Assert.Equal(RenewOutcome.Renewed, renewed.Outcome);
        Assert.Equal(ReleaseOutcome.Released, (await second.Service.ReleaseAsync("held", before.LeaseId)).Outcome);
        Assert.True((await AcquireAsync(second, "held", Patience)).Grant!.Token > before.Token);
    }

    [PostgresFact]
    public async Task Schema_IsCreatedOnceByServersThatStartTogether()
    {
        var schemas = Enumerable.Range(0, 8).Select(
            _ => new PostgresSchema($"{Postgres.Connection};Search Path=lockactors", "lockactors"));

        await Task.WhenAll(schemas.Select(static schema => schema.CreateAsync(CancellationToken.None)));

        Assert.Equal(3, await Postgres.CountAsync("SELECT count(*) FROM lockactors.orleansquery"));
    }

    [PostgresFact]
    public async Task Start_WithARoleThatMayNotCreate_SaysSoInOneLine()
    {
        await Postgres.ExecuteAsync("CREATE ROLE poor LOGIN; REVOKE CREATE ON DATABASE postgres FROM PUBLIC, poor");
        var schema = new PostgresSchema(
            $"{Postgres.Connection.Replace("Username=postgres", "Username=poor", StringComparison.Ordinal)}"
            + ";Search Path=lockactors",
            "lockactors");

        var error = await Assert.ThrowsAsync<PostgresException>(() => schema.CreateAsync(CancellationToken.None));

        var told = SiloComposition.Explain(error, new SiloSettings())!;
        Assert.Equal(
            "PostgreSQL cannot keep leases: 42501: permission denied for database postgres", told.Message);
    }

    [PostgresFact]
    public async Task Retention_DeletesWhatWasNotWrittenForLong()
    {
        await using var silo = await StartAsync();
        await AcquireAsync(silo, "held");
        await Postgres.ExecuteAsync(
            """
            INSERT INTO lockactors.lease (service, kind, lock, modified)
            SELECT 'lockactors', 'lockactors', 'lock/' || n, now() - interval '61 min'
            FROM generate_series(1, 25000) AS n
            """);
        using var retention = new PostgresRetention(
            $"{Postgres.Connection};Search Path=lockactors",
            PostgresStore.RetentionOf(new ServerSettings()),
            TimeProvider.System,
            NullLogger<PostgresRetention>.Instance);

        Assert.Equal(25_000, await retention.SweepAsync(CancellationToken.None));
        Assert.Equal(1, await LeasesAsync("held"));
    }

    [Fact]
    public void Connection_HasWhatTheServerWants_WhereTheUserSaysNothing()
    {
        var usual = PostgresStore.Connection("Host=db", TimeSpan.FromMilliseconds(2500));
        var other = PostgresStore.Connection("Host=db;MaxPoolSize=5;Command Timeout=7", TimeSpan.FromSeconds(3));

        Assert.Equal((30, 3, 3, "lockactors"),
            (usual.MaxPoolSize, usual.CommandTimeout, usual.Timeout, usual.SearchPath));
        Assert.Equal((5, 7, "db"), (other.MaxPoolSize, other.CommandTimeout, other.Host));
    }

    [Theory]
    [InlineData(null, "01:00:00")]
    [InlineData("02:00:00", "02:00:00")]
    [InlineData("00:01:00", "00:20:00")]
    public void Retention_IsTwiceTheLongestTtlAtLeast(string? asked, string kept)
    {
        var store = new StoreSettings
        {
            FenceRetention = asked is null ? null : TimeSpan.Parse(asked, CultureInfo.InvariantCulture),
        };

        Assert.Equal(kept, PostgresStore.RetentionOf(new ServerSettings { Store = store }).ToString("c"));
    }

    private Task<RunningSilo> StartAsync(TimeSpan? commandTimeout = null) => RunningSilo.StartAsync(
        new SiloSettings(),
        new StoreSettings
        {
            Kind = LeaseStoreKind.Postgres,
            Postgres = Postgres.Connection,
            CommandTimeout = commandTimeout ?? TimeSpan.FromSeconds(10),
        });

    private static async Task<AcquireReply> AcquireAsync(RunningSilo silo, LockKey key, TimeSpan wait = default) =>
        await silo.Service.AcquireAsync(
            key, new LockRequest { Id = RequestId.New(), Ttl = Ttl, Wait = wait, OutlivesCall = true });

    /// <summary>How many leases a lock has in the table.</summary>
    private Task<long> LeasesAsync(string key) => Postgres.CountAsync(
        $"""
        SELECT count(*) FROM lockactors.lease WHERE lock = 'lock/{key}'
            AND convert_from(payload, 'UTF8') LIKE '%"Lease":%'
        """);

    private static Task UntilReadyAsync(RunningSilo silo) => Poll.UntilAsync(
        async () => (await silo.AskAsync("/health/ready")).Status == HttpStatusCode.OK, "a ready silo", Patience);
}
