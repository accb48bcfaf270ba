using System.Data.Common;
using LockActors.Client;

namespace LockActors.Samples.Guide;

/// <summary>Resources that refuse writers whose token is older than one they have seen.</summary>
internal static class Fencing
{
    /// <summary>SQL: the condition makes the check and the write one step. False for a late writer.</summary>
    public static async Task<bool> WriteSqlAsync(
        DbConnection connection, string id, string state, FencingToken token, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "UPDATE orders SET state = @state, token = @token WHERE id = @id AND token <= @token";
        Add(command, "@id", id);
        Add(command, "@state", state);
        Add(command, "@token", token.Value);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>A file or blob: the token is in the name, so a late writer writes what no reader reads.</summary>
    public static string BlobName(string name, FencingToken token) => $"{name}.{token.Value:D19}";

    /// <summary>Two holders, of which the first is late.</summary>
    public static async Task<bool> ShowAsync(ILockClient locks)
    {
        var resource = new Resource();
        FencingToken late;
        await using (var first = await locks.AcquireAsync("fenced"))
        {
            late = first.Token;
        }

        await using var second = await locks.AcquireAsync("fenced");
        return resource.TryWrite("new", second.Token) && !resource.TryWrite("late", late);
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }

    private sealed class Resource
    {
        private readonly Lock _gate = new();
        private FencingToken _seen;

        public string Value { get; private set; } = "";

        public bool TryWrite(string value, FencingToken token)
        {
            lock (_gate)
            {
                if (token < _seen)
                {
                    return false;
                }

                (_seen, Value) = (token, value);
                return true;
            }
        }
    }
}
