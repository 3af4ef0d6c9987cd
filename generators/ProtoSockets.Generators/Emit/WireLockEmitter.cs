using Microsoft.CodeAnalysis.Diagnostics;
using ProtoSockets.Schema;
using ProtoSockets.Schema.Locks;

namespace ProtoSockets.Generators.Emit;

/// <summary>
/// Emits the wire lock as a comment, when a build asks for it (<c>-p:UpdateWireLock=true</c>). A generator writes no files: the targets in the package take what is between the
/// comment's marks and write it to the lock.
/// </summary>
internal static class WireLockEmitter
{
    public const string Name = "ProtoSockets.WireLock";

    public static bool IsWanted(AnalyzerConfigOptions options) =>
        options.TryGetValue("build_property.UpdateWireLock", out string? value) && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    public static string Emit(IEnumerable<ProtocolSpec> protocols, IEnumerable<RecordSpec> structs) => "/*\n" + WireLockText.Of(protocols, structs) + "*/\n";
}
