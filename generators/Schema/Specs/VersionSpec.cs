namespace ProtoSockets.Schema;

/// <summary>The versions that have a member or message.</summary>
/// <param name="Since">The first one; 0 for all from the beginning.</param>
/// <param name="Before">The first one that no longer has it; 0 for none.</param>
internal sealed record VersionSpec(int Since, int Before)
{
    /// <summary>The condition as C# code.</summary>
    public string Condition(string version) =>
        Since == 0 ? $"{version} < {Before}"
        : Before == 0 ? $"{version} >= {Since}"
        : $"{version} is >= {Since} and < {Before}";

    /// <summary>The versions in words.</summary>
    public override string ToString() =>
        Since == 0 ? $"before version {Before}"
        : Before == 0 ? $"since version {Since}"
        : $"from version {Since} to before {Before}";
}

/// <summary>The versions that a protocol speaks.</summary>
internal sealed record VersionRange(int Min, int Max);
