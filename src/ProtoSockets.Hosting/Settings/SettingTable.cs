using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace ProtoSockets.Hosting.Settings;

/// <summary>The settings of an options record.</summary>
/// <typeparam name="TOptions">The record.</typeparam>
internal sealed class SettingTable<TOptions>
{
    private readonly List<Setting<TOptions>> _settings = [];

    public IEnumerable<string> Names => _settings.Select(setting => setting.Name);

    /// <summary>The record with what the section says.</summary>
    /// <param name="options">The record.</param>
    /// <param name="section">The section.</param>
    /// <param name="problems">Gets what could not be read.</param>
    /// <param name="others">Names in the section that somebody else reads.</param>
    public TOptions Read(TOptions options, IConfiguration section, ICollection<string> problems, params string[] others)
    {
        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (_settings.Find(setting => setting.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase)) is { } setting)
            {
                options = setting.Read(options, child, problems);
            }
            else if (!others.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                problems.Add($"{child.Path} is not a setting; there are {string.Join(", ", others.Concat(Names).Order(StringComparer.Ordinal))}.");
            }
        }

        return options;
    }

    /// <summary>What is wrong with the values of a record.</summary>
    public IEnumerable<string> Check(TOptions options) => _settings.SelectMany(setting => setting.Check(options));

    public SettingTable<TOptions> Number(string name, Func<TOptions, int> get, Func<TOptions, int, TOptions> with, int least = 1) =>
        Add(new Setting<TOptions, int>(name, get, with, ParseNumber, value => value < least ? $"at least {least}" : null));

    public SettingTable<TOptions> OptionalNumber(string name, Func<TOptions, int?> get, Func<TOptions, int, TOptions> with) =>
        Add(new Setting<TOptions, int?>(
            name,
            get,
            (options, value) => with(options, value!.Value),
            static (string text, out int? value) =>
            {
                string? expected = ParseNumber(text, out int number);
                value = number;
                return expected;
            },
            static value => value < 1 ? "at least 1" : null));

    public SettingTable<TOptions> Flag(string name, Func<TOptions, bool?> get, Func<TOptions, bool, TOptions> with) =>
        Add(new Setting<TOptions, bool?>(
            name,
            get,
            (options, value) => with(options, value!.Value),
            static (string text, out bool? value) =>
            {
                bool isFlag = bool.TryParse(text, out bool flag);
                value = flag;
                return isFlag ? null : "true or false";
            },
            static _ => null));

    public SettingTable<TOptions> Choice<TEnum>(string name, Func<TOptions, TEnum> get, Func<TOptions, TEnum, TOptions> with)
        where TEnum : struct, Enum
    {
        string expected = "one of " + string.Join(", ", Enum.GetNames<TEnum>());
        return Add(new Setting<TOptions, TEnum>(
            name,
            get,
            with,
            (string text, out TEnum value) => Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]) ? null : expected,
            value => Enum.IsDefined(value) ? null : expected));
    }

    /// <summary>A text, of up to 255 bytes of UTF-8.</summary>
    public SettingTable<TOptions> Text(string name, Func<TOptions, string?> get, Func<TOptions, string?, TOptions> with) =>
        Add(new Setting<TOptions, string?>(
            name,
            get,
            with,
            static (string text, out string? value) =>
            {
                value = text;
                return null;
            },
            static value => value is null || System.Text.Encoding.UTF8.GetByteCount(value) is >= 1 and <= 255 ? null : "a text of 1 to 255 bytes"));

    /// <summary>A length of time; <c>Infinite</c> where it may be that.</summary>
    public SettingTable<TOptions> Time(string name, Func<TOptions, TimeSpan> get, Func<TOptions, TimeSpan, TOptions> with, bool mayBeInfinite = false)
    {
        string expected = mayBeInfinite ? "a time such as 00:00:30, or Infinite" : "a time such as 00:00:30";
        return Add(new Setting<TOptions, TimeSpan>(
            name,
            get,
            with,
            (string text, out TimeSpan value) =>
            {
                if (mayBeInfinite && text.Equals("Infinite", StringComparison.OrdinalIgnoreCase))
                {
                    value = Timeout.InfiniteTimeSpan;
                    return null;
                }

                // A bare number would be days.
                return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value) && text.Contains(':', StringComparison.Ordinal) ? null : expected;
            },
            value => value > TimeSpan.Zero || (mayBeInfinite && value == Timeout.InfiniteTimeSpan) ? null : $"{expected}, and longer than none"));
    }

    public SettingTable<TOptions> Section<TInner>(string name, SettingTable<TInner> table, Func<TOptions, TInner> get, Func<TOptions, TInner, TOptions> with) =>
        Add(new SectionSetting<TOptions, TInner>(name, table, get, with));

    /// <summary>Adds a setting of a kind of its own.</summary>
    public SettingTable<TOptions> Add(Setting<TOptions> setting)
    {
        _settings.Add(setting);
        return this;
    }

    public SettingTable<TOptions> Fraction(string name, Func<TOptions, double> get, Func<TOptions, double, TOptions> with) =>
        Add(new Setting<TOptions, double>(
            name,
            get,
            with,
            static (string text, out double value) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) ? null : "a number from 0 to 1",
            static value => value is >= 0 and <= 1 ? null : "from 0 to 1"));

    private static string? ParseNumber(string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) ? null : "a whole number";
}
