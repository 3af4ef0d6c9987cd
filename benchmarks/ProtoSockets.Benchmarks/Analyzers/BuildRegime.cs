namespace ProtoSockets.Benchmarks.Analyzers;

/// <summary>How a build gets its compiler.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="HasServer">Whether the compiler stays for the next build.</param>
/// <param name="WarmUps">The builds of each kind that come first and are not counted.</param>
/// <param name="Goal">The most that the rules may multiply the time of a build by; null where it is only reported.</param>
internal sealed record BuildRegime(string Name, bool HasServer, int WarmUps, double? Goal)
{
    /// <summary>
    /// What <c>dotnet build</c> does unless it is told otherwise, and so what somebody has who works on a project: the compiler is a server that stays, has been compiled at run time to
    /// the last tier, and has loaded the rules before. The goal is about this one, because it is the one that is waited for all day.
    /// </summary>
    public static readonly BuildRegime Server = new("compiler server, as 'dotnet build' has it", HasServer: true, WarmUps: 3, Goal: 1.10);

    /// <summary>
    /// A compiler that begins anew with each build (<c>-p:UseSharedCompilation=false</c>): what a build server has, once for each change. Rules and compiler are both compiled at run time
    /// here, by the lowest tier first, so that all takes several times as long, and the rules more so: the compiler's own code comes compiled. Reported beside, with its ratio.
    /// </summary>
    public static readonly BuildRegime Fresh = new("a new compiler for each build", HasServer: false, WarmUps: 0, Goal: null);
}
