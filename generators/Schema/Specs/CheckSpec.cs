namespace ProtoSockets.Schema;

/// <summary>A check of a member's value.</summary>
/// <param name="Wrong">The C# expression that is true for a wrong value, with <c>{0}</c> for the value; for a property of the record, <c>{0}</c> is the record.</param>
/// <param name="Rule">What the value should be, as the end of a sentence.</param>
/// <param name="OfRecord">Whether it looks at the whole record.</param>
internal sealed record CheckSpec(string Wrong, string Rule, bool OfRecord)
{
    /// <summary>The expression for a value.</summary>
    public string For(string value) => Wrong.Replace("{0}", value);

    /// <summary>The rule as a C# literal.</summary>
    public string RuleLiteral => "\"" + Rule.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
}

/// <summary>Whether another member is there.</summary>
/// <param name="Member">The other member.</param>
internal sealed record FlagOfSpec(string Member) : DerivedSpec;
