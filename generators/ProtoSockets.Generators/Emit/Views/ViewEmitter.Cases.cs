using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Views;

/// <content>The cases of a union.</content>
internal sealed partial class ViewEmitter
{
    private void EmitCases(UnionSpec union)
    {
        UnionEmitter.EmitChoice(union, _code, () => EmitTryPassCase(union));
        _code.Line("/// <summary>Which case it is.</summary>");
        _code.Line("public readonly CaseKind Kind => _kind;");
        _code.Line();
        ViewPart content = _fields.Of(union.Head.Members.First(member => member.Form is CasesForm).Name);
        foreach (CaseSpec @case in union.Cases)
        {
            EmitCase(@case, content);
        }

        UnionAccess.EmitMatches(union, new UnionAccess.Access("_kind", IsView: true, CaseType, @case => $"{Reading(@case)}()"), _code);
    }

    /// <summary>What a case is given as: its view, if it has one.</summary>
    private static string CaseType(CaseSpec @case) => @case.HasView ? $"{@case.TypeName}.{View}" : @case.TypeName;

    private string Reading(CaseSpec @case) => Free("As" + @case.Name);

    /// <summary>The method that passes over the case that a tag says.</summary>
    private void EmitTryPassCase(UnionSpec union)
    {
        _code.Open($"private static bool TryPassCase(scoped ref {Known.Reader} reader, {union.TagType} tag, int tagOffset, out CaseKind kind)");
        _code.Line("switch (tag)");
        _code.Open();
        foreach (CaseSpec @case in union.Cases.OrderBy(@case => @case.IsUnknown))
        {
            UnionEmitter.EmitLabels(@case, _code);
            string told = @case.IsTold ? union.TagType : string.Empty;
            string pass = (@case.HasView, @case.IsTold) switch
            {
                (true, false) => $"{Known.Views}.TryPass<{CaseType(@case)}>(ref reader)",
                (true, true) => $"{Known.Views}.TryPass<{CaseType(@case)}, {told}>(ref reader, tag)",
                (false, var isTold) => $"{@case.TypeName}.TryRead(ref reader, {(isTold ? "tag, " : string.Empty)}out _)",
            };
            _code.Line($"    kind = CaseKind.{SymbolReading.Escape(@case.Name)};");
            _code.Line($"    return {pass} || reader.In(\"{@case.Name}\");");
        }

        if (union.Unknown is null)
        {
            _code.Line("default:");
            _code.Line("    kind = default;");
            _code.Line($"    return {Known.Unions}.NoCase(ref reader, tagOffset, \"{union.Tag.Name}\", tag);");
        }

        _code.Close();
        _code.Close();
        _code.Line();
    }

    private void EmitCase(CaseSpec @case, ViewPart content)
    {
        string name = SymbolReading.Escape(@case.Name);
        string label = LayoutTable.Escape(@case.Name);
        string type = CaseType(@case);
        string tag = @case.IsTold ? $"{PropertyOf(_union!.Tag)}, " : string.Empty;
        string create = @case.HasView ? $"{Known.Views}.TryCreate(ref reader, {tag}out {type} value)" : $"{type}.TryRead(ref reader, {tag}out {type} value)";
        bool isNullable = !@case.HasView && !@case.IsValueType;
        string maybe = isNullable ? "?" : string.Empty;
        string whenTrue = isNullable ? "[global::System.Diagnostics.CodeAnalysis.NotNullWhen(true)] " : string.Empty;
        _code.Lines($$"""
            /// <summary>Whether it is {{label}}.</summary>
            public readonly bool Is{{@case.Name}} => _kind == CaseKind.{{name}};

            /// <summary>Gets the {{(@case.HasView ? "view" : "value")}} if it is {{label}}.</summary>
            /// <param name="value">The {{(@case.HasView ? "view of the case" : "case's value")}}.</param>
            /// <returns>Whether it is.</returns>
            public readonly bool TryGet({{whenTrue}}out {{type}}{{maybe}} value)
            {
                bool isThat = _kind == CaseKind.{{name}};
                value = isThat ? {{Reading(@case)}}() : default;
                return isThat;
            }

            private readonly {{type}} {{Reading(@case)}}()
            {
                {{Known.Reader}} reader = {{ReaderOf(content)}};
                if (!{{create}})
                {
                    {{Known.Views}}.Throw(ref reader, "{{@case.Name}}");
                }

                return value;
            }

            """);
    }
}
