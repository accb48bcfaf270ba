using Xunit;

namespace LockActors.TestKit;

/// <summary>A fact that needs PostgreSQL; it counts as skipped where there is none.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.WhyMissing;
}
