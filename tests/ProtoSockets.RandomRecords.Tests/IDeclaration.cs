namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Something that was made up, and can be made smaller when it fails.</summary>
internal interface IDeclaration<out TSelf>
    where TSelf : IDeclaration<TSelf>
{
    /// <summary>The same with one thing less, each of them.</summary>
    IEnumerable<TSelf> Smaller { get; }
}
