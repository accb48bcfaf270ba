using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using System.Text.Json.Nodes;
using LockActors.Wire;

namespace LockActors.Cli.Commands;

/// <summary>lockctl key new: makes an API key. No server is asked.</summary>
internal static class KeyCommand
{
    public static Command Create() => new("key", "Makes API keys.") { CreateNew() };

    private static Command CreateNew()
    {
        var role = new Option<ApiRole>("--role")
        {
            Description = "What the key may do: read, lock (take and release too), admin (revoke too). Default: lock.",
            HelpName = "ROLE",
            DefaultValueFactory = static _ => ApiRole.Lock,
            CustomParser = ReadRole,
        };
        var prefix = new Option<string[]>("--prefix")
        {
            Description = "Only locks that begin with this text; may be given several times (default: all locks).",
            HelpName = "TEXT",
        };
        var name = new Option<string>("--name")
        {
            Description = "Who gets the key, for logs (default: key).",
            HelpName = "NAME",
            DefaultValueFactory = static _ => "key",
        };
        var command = new Command(
            "new",
            "Makes an API key. Prints the key, which nothing else keeps, and the line for the server's key file "
            + "(Auth:KeyFile), which holds the key's hash.")
        {
            role, prefix, name,
        };
        command.SetAction(parsed => New(
            parsed.GetValue(CommonOptions.Json),
            $"name={Uri.EscapeDataString(parsed.GetValue(name)!)}",
            parsed.GetValue(role),
            parsed.GetValue(prefix) ?? []));
        return command;
    }

    private static ApiRole ReadRole(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (!Enum.GetNames<ApiRole>().Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            result.AddError($"--role takes read, lock or admin, not '{text}'");
            return default;
        }

        return Enum.Parse<ApiRole>(text, ignoreCase: true);
    }

    private static int New(bool json, string name, ApiRole role, IEnumerable<string> prefixes)
    {
        var nobodys = new string('0', 64);
        var words = string.Join(' ', prefixes.Select(static prefix => $"prefix={Uri.EscapeDataString(prefix)}"));
        if (!ApiKeyEntry.TryParse($"{name} sha256={nobodys} {words}", out var asked, out var error))
        {
            LockCtl.Say($"no such key is possible: {error}");
            return ExitCodes.Usage;
        }

        var line = ApiKeyEntry.Create(asked with { Role = role }, out var secret).ToString();
        Console.WriteLine(json
            ? new JsonObject { ["key"] = secret, ["line"] = line }.ToJsonString(JsonSerializerOptions.Default)
            : $"{secret}\n{line}");
        return ExitCodes.Ok;
    }
}
