namespace ProtoSockets.Runtime;

/// <summary>A union, to who does not know which one. The generator implements it.</summary>
public interface IWireUnion
{
    /// <summary>The record that it is; null for the default.</summary>
    Type? CaseType { get; }
}
