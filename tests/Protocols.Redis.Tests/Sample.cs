using ProtoSockets.Tests.Shared;

namespace RedisSample.Tests;

/// <summary>The sample.</summary>
internal static class Sample
{
    /// <summary>Its program.</summary>
    public static SampleProgram Program { get; } = new("Redis.dll");
}
