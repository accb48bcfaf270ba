using System.Globalization;

namespace LockActors.Bench.Kills;

/// <summary>The flags of a run.</summary>
internal sealed record RunOptions
{
    public const string Usage =
        "Flags: --masters 1|3|5 (default 1), --workers N (128), --every-ms N (40), --kills N (10000), "
        + "--seconds N (900), --only-busy 1|0 (0: all connections). "
        + "A run ends at that many kills or after that time, whichever comes first.";

    public int Masters { get; init; } = 1;

    /// <summary>The HTTP clients, a quarter of them in groups of 8 that want one key.</summary>
    public int Workers { get; init; } = 128;

    public TimeSpan Every { get; init; } = TimeSpan.FromMilliseconds(40);

    /// <summary>How many connections are killed, over all masters, before the run ends.</summary>
    public int Kills { get; init; } = 10_000;

    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Whether a connection is left alone until it runs scripts. One that is killed while it shakes hands is
    /// waited for longer each time, so that most kills find nothing.</summary>
    public bool OnlyBusy { get; init; }

    /// <summary>Null when a flag is not known or its value is out of range.</summary>
    public static RunOptions? Parse(string[] args)
    {
        var options = new RunOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length
                || !int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || options.With(args[i], number) is not { } next)
            {
                return null;
            }

            options = next;
        }

        return options;
    }

    private RunOptions? With(string flag, int number) => flag switch
    {
        "--only-busy" when number is 0 or 1 => this with { OnlyBusy = number == 1 },
        _ when number == 0 => null,
        "--masters" when number is 1 or 3 or 5 => this with { Masters = number },
        "--workers" => this with { Workers = number },
        "--every-ms" => this with { Every = TimeSpan.FromMilliseconds(number) },
        "--kills" => this with { Kills = number },
        "--seconds" => this with { Longest = TimeSpan.FromSeconds(number) },
        _ => null,
    };
}
