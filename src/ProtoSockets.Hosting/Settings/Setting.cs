using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace ProtoSockets.Hosting.Settings;

/// <summary>
/// One property of an options record: how it is read from the configuration, and which values it may have wherever they come from. Written out, since the binder of the framework reads by
/// reflection, which trimming breaks, and passes over what it does not know.
/// </summary>
/// <typeparam name="TOptions">The record.</typeparam>
internal abstract class Setting<TOptions>(string name)
{
    public string Name { get; } = name;

    /// <summary>The record with the value of the section; what is wrong with it is added to the problems.</summary>
    public abstract TOptions Read(TOptions options, IConfigurationSection section, ICollection<string> problems);

    /// <summary>What is wrong with the value that the record has, or null.</summary>
    public abstract IEnumerable<string> Check(TOptions options);
}

/// <summary>A property with a value that is one text in the configuration.</summary>
internal sealed class Setting<TOptions, TValue>(
    string name, Func<TOptions, TValue> get, Func<TOptions, TValue, TOptions> with, Setting<TOptions, TValue>.Parser parse, Func<TValue, string?> check) : Setting<TOptions>(name)
{
    /// <summary>Reads a value from its text.</summary>
    /// <returns>What was expected, or null when it was there.</returns>
    public delegate string? Parser(string text, out TValue value);

    public override TOptions Read(TOptions options, IConfigurationSection section, ICollection<string> problems)
    {
        if (section.Value is not { } text)
        {
            problems.Add($"{section.Path} must be one value, not a section.");
            return options;
        }

        if (parse(text.Trim(), out TValue value) is { } expected)
        {
            problems.Add($"{section.Path} is \"{text}\", and must be {expected}.");
            return options;
        }

        return with(options, value);
    }

    public override IEnumerable<string> Check(TOptions options) => check(get(options)) is { } problem ? [$"{Name} is {Text(get(options))}, and must be {problem}."] : [];

    private static string Text(TValue value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "nothing";
}

/// <summary>A property that is a record of its own, and a section in the configuration.</summary>
internal sealed class SectionSetting<TOptions, TInner>(string name, SettingTable<TInner> table, Func<TOptions, TInner> get, Func<TOptions, TInner, TOptions> with) : Setting<TOptions>(name)
{
    public override TOptions Read(TOptions options, IConfigurationSection section, ICollection<string> problems) => with(options, table.Read(get(options), section, problems));

    public override IEnumerable<string> Check(TOptions options) => table.Check(get(options)).Select(problem => $"{Name}:{problem}");
}
