using LockActors.Silo.Hosting;
using Npgsql;

namespace LockActors.Silo.Cluster;

/// <summary>Deletes rows that were not written for long: once a minute, in batches.</summary>
/// <param name="connectionString">Where.</param>
/// <param name="retention">How long a row stays after its last write.</param>
/// <param name="time">The clocks.</param>
/// <param name="log">Where failures are logged.</param>
internal sealed class PostgresRetention(
    string connectionString, TimeSpan retention, TimeProvider time, ILogger<PostgresRetention> log) : BackgroundService
{
    private const int Batch = 10_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private const string Delete =
        """
        DELETE FROM lease WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM lease WHERE modified < now() - @retention LIMIT @batch FOR UPDATE SKIP LOCKED))
        """;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException)
            {
                log.RetentionFailed(error.Message);
            }
        }
    }

    /// <summary>Returns how many rows it deleted.</summary>
    internal async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        var deleted = 0;
        int now;
        do
        {
            await using var command = source.CreateCommand(Delete);
            command.Parameters.AddWithValue("retention", retention);
            command.Parameters.AddWithValue("batch", Batch);
            now = await command.ExecuteNonQueryAsync(cancellationToken);
            deleted += now;
        }
        while (now == Batch);

        return deleted;
    }
}
