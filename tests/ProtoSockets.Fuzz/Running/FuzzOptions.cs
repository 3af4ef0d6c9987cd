namespace ProtoSockets.Fuzz.Running;

/// <summary>How long to run, and what.</summary>
/// <param name="Time">How long; null for as long as there are inputs left.</param>
/// <param name="Inputs">How many inputs; null for as many as there is time for.</param>
/// <param name="Seed">Where chance begins.</param>
/// <param name="Only">A part of the names of the targets to run; null for all.</param>
/// <param name="Saves">Whether to keep the inputs that take branches of their own.</param>
internal sealed record FuzzOptions(TimeSpan? Time, long? Inputs, int Seed, string? Only, bool Saves);
