using System.Reflection;

namespace LockActors.TestKit;

/// <summary>A lock service in front of another one, of which a test answers some calls itself.</summary>
public class Interposed : DispatchProxy
{
    private ILockService _inner = null!;
    private Func<string, object?[], object?> _answer = null!;

    /// <summary>Makes one.</summary>
    /// <param name="inner">The service that answers what the test does not.</param>
    /// <param name="answer">Takes a method's name and its arguments; null leaves the call to the service.</param>
    public static ILockService Before(ILockService inner, Func<string, object?[], object?> answer)
    {
        var service = Create<ILockService, Interposed>();
        var interposed = (Interposed)(object)service;
        (interposed._inner, interposed._answer) = (inner, answer);
        return service;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _answer(targetMethod!.Name, args ?? []) ?? targetMethod.Invoke(_inner, args);
}
