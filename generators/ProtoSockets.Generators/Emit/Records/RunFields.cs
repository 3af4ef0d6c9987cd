using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits the static fields that say which member of a run the bytes end in, when they end too early.</summary>
internal static class RunFields
{
    public static void Emit(RecordSpec record, SourceWriter code)
    {
        LineCode.WriteFields(record, code);
        RunStep[] runs = [.. Layout.Runs(Layout.Of(record))];
        foreach (RunStep run in runs)
        {
            List<(string Name, int End)> parts = [];
            foreach (RunItem item in run.Items)
            {
                if (parts.Count > 0 && parts[parts.Count - 1].Name == item.Member)
                {
                    parts.RemoveAt(parts.Count - 1);
                }

                parts.Add((item.Member.Length == 0 ? record.Type.Name : item.Member, item.Offset + item.Size));
            }

            code.Line($"private static readonly string[] Run{run.Number}Members = [{string.Join(", ", parts.Select(part => $"\"{part.Name}\""))}];");
            code.Line($"private static readonly int[] Run{run.Number}Ends = [{string.Join(", ", parts.Select(part => part.End))}];");
        }

        if (runs.Length > 0)
        {
            code.Line();
        }
    }
}
