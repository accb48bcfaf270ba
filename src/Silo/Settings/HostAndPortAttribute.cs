using System.ComponentModel.DataAnnotations;
using LockActors.Redis;

namespace LockActors.Silo.Settings;

/// <summary>A text that begins with <c>HOST:PORT</c>, as a connection string of Redis must, or no text.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HostAndPortAttribute : ValidationAttribute
{
    public override bool IsValid(object? value)
    {
        if (value is not string { Length: > 0 } text)
        {
            return true;
        }

        return ConnectionStrings.IsHostAndPort(text.Split(',')[0]);
    }
}
