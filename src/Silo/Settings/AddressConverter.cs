using System.ComponentModel;
using System.Globalization;
using System.Net;

namespace LockActors.Silo.Settings;

/// <summary>Lets the configuration binder read IP addresses.</summary>
internal sealed class AddressConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) =>
        sourceType == typeof(string);

    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        IPAddress.Parse((string)value);
}
