using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>
/// The fields of a union. Cases without references overlap, cases with references overlap with those of the same layout, and classes share one field: docs/decisions says why.
/// </summary>
internal sealed class UnionStorage
{
    private readonly UnionSpec _union;
    private readonly List<(string Field, string Type, CaseSpec[] Cases)> _overlaps = [];
    private readonly Dictionary<CaseSpec, string> _values = [];

    public UnionStorage(UnionSpec union)
    {
        _union = union;
        int managed = 0;
        foreach (IGrouping<CaseStorage, CaseSpec> group in union.Cases.GroupBy(@case => @case.Storage))
        {
            if (group.Key.Kind == CaseStorageKind.Reference)
            {
                foreach (CaseSpec @case in group)
                {
                    _values[@case] = $"global::System.Runtime.CompilerServices.Unsafe.As<{@case.TypeName}>(_unionReference!)";
                }

                continue;
            }

            string suffix = group.Key.Kind == CaseStorageKind.Unmanaged ? "Plain" : $"Managed{++managed}";
            string field = "_union" + suffix;
            _overlaps.Add((field, "Union" + suffix, [.. group]));
            foreach (CaseSpec @case in group)
            {
                _values[@case] = $"{field}.{SymbolReading.Escape(@case.Name)}";
            }
        }
    }

    private bool HasReference => _union.Cases.Any(@case => @case.Storage.Kind == CaseStorageKind.Reference);

    /// <summary>The expression of a case's value, which is one only if the union is that case.</summary>
    public string Value(CaseSpec @case, string instance = "") => instance.Length == 0 ? _values[@case]
        : @case.Storage.Kind == CaseStorageKind.Reference ? _values[@case].Replace("(_union", $"({instance}._union")
        : $"{instance}.{_values[@case]}";

    /// <summary>The statement by which a constructor keeps a value.</summary>
    public string Keep(CaseSpec @case, string value) =>
        @case.Storage.Kind == CaseStorageKind.Reference ? $"_unionReference = {value};" : $"{_values[@case]} = {value};";

    public void EmitFields(SourceWriter code)
    {
        code.Line("private readonly CaseKind _unionKind;");
        foreach ((string field, string type, _) in _overlaps)
        {
            code.Line($"private readonly {type} {field};");
        }

        if (HasReference)
        {
            code.Line("private readonly object? _unionReference;");
        }

        code.Line();
    }

    /// <summary>Writes the structs whose fields lie on top of one another.</summary>
    public void EmitTypes(SourceWriter code, string layout)
    {
        foreach ((_, string type, CaseSpec[] cases) in _overlaps)
        {
            code.Line();
            code.Line(layout);
            code.Open($"private struct {type}");
            foreach (CaseSpec @case in cases)
            {
                code.Line($"[global::System.Runtime.InteropServices.FieldOffset(0)] public {@case.TypeName} {SymbolReading.Escape(@case.Name)};");
            }

            code.Close();
        }
    }
}
