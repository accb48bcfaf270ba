using System.Text;

namespace LockActors.Actors.Tests;

/// <summary>What may be the name of a lock or of its holder.</summary>
public class NameTests
{
    [Theory]
    [InlineData(0x00AD)] // soft hyphen
    [InlineData(0x034F)] // combining grapheme joiner
    [InlineData(0x061C)] // Arabic letter mark
    [InlineData(0x115F)] // Hangul filler
    [InlineData(0x180E)] // Mongolian vowel separator
    [InlineData(0x200B)] // zero width space
    [InlineData(0x200D)] // zero width joiner
    [InlineData(0x2028)] // line separator
    [InlineData(0x2029)] // paragraph separator
    [InlineData(0x202E)] // right-to-left override
    [InlineData(0x2066)] // left-to-right isolate
    [InlineData(0x2800)] // blank braille pattern
    [InlineData(0x3164)] // Hangul filler
    [InlineData(0xE000)] // private
    [InlineData(0xFE0F)] // variation selector
    [InlineData(0xFFFF)] // not a character
    [InlineData(0xE0100)] // variation selector
    [InlineData(0xFEFF)] // byte order mark
    [InlineData(0xE0041)] // a tag
    public void Name_WithACharacterThatIsNotSeen_IsRefusedWithItsPlace(int letter)
    {
        var text = $"ab{new Rune(letter)}c";

        Assert.False(LockKey.TryParse(text, out _, out var error));
        Assert.Equal($"key must not contain invisible characters; U+{letter:X4} is one, at position 2.", error);
        Assert.False(HolderName.TryParse(text, out _, out error));
        Assert.Equal($"holder must not contain invisible characters; U+{letter:X4} is one, at position 2.", error);
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\u00A0")]
    [InlineData("\u3000 \u2003")]
    public void Name_OfWhiteSpaceAlone_IsRefused(string text)
    {
        Assert.False(LockKey.TryParse(text, out _, out var error));
        Assert.Equal("key must not be white space alone.", error);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("\u05E9\u05DC\u05D5\u05DD/1")] // Hebrew, written from right to left
    [InlineData("\u30ED\u30C3\u30AF\u3000\u4E00")]
    [InlineData("\U0001F512")] // a padlock
    [InlineData("e\u0301")]
    public void Name_OfWhatIsSeen_IsTaken(string text) => Assert.Equal(text, LockKey.Parse(text).Value);

    [Fact]
    public void NameOfAProcess_TellsProgramHostAndProcess_AndDiffersEachTime()
    {
        var name = HolderName.OfProcess("billing");

        Assert.StartsWith(
            $"billing@{Environment.MachineName}/{Environment.ProcessId}-", name.Value, StringComparison.Ordinal);
        Assert.NotEqual(name, HolderName.OfProcess("billing"));
    }

    [Theory]
    [InlineData(300, 'x')]
    [InlineData(1, '\u202E')]
    [InlineData(120, '\uD83D')]
    public void NameOfAProcess_WithAnOddProgramName_IsOneStill(int length, char letter) => Assert.EndsWith(
        $"/{Environment.ProcessId}",
        HolderName.OfProcess(new string(letter, length)).Value[..^5],
        StringComparison.Ordinal);
}
