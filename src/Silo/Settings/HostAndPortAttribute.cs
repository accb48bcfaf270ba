using System.ComponentModel.DataAnnotations;
using System.Globalization;

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

        var endPoint = text.Split(',')[0];
        var at = endPoint.LastIndexOf(':');
        return at > 0
            && ushort.TryParse(endPoint[(at + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port > 0;
    }
}
