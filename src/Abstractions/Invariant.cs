using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace LockActors;

/// <summary>Statements that hold unless the program is wrong. They are checked in Release too: a lock that stops is
/// safer than a lock that lies.</summary>
public static class Invariant
{
    /// <summary>Checks a statement.</summary>
    /// <param name="holds">Whether the statement holds.</param>
    /// <param name="statement">The statement; the compiler fills it in.</param>
    /// <exception cref="InvariantViolationException">The statement does not hold.</exception>
    public static void Require(
        [DoesNotReturnIf(false)] bool holds,
        [CallerArgumentExpression(nameof(holds))] string statement = "")
    {
        if (!holds)
        {
            throw new InvariantViolationException(statement);
        }
    }
}
