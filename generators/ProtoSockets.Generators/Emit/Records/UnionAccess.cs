using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits how a union is made of its cases, and how they are told apart.</summary>
internal static class UnionAccess
{
    public static void Emit(UnionSpec union, UnionStorage storage, SourceWriter code)
    {
        foreach (CaseSpec @case in union.Cases)
        {
            EmitCase(union, @case, storage, code);
        }

        EmitMatches(union, new Access("_unionKind", IsView: false, @case => @case.TypeName, @case => storage.Value(@case)), code);
    }

    /// <summary>What the functions of <c>Match</c> and <c>Switch</c> are given.</summary>
    /// <param name="Kind">The field that says which case it is.</param>
    /// <param name="IsView">Whether they are given views, which are ref structs.</param>
    /// <param name="TypeOf">The type of a case.</param>
    /// <param name="ValueOf">The expression of a case, if it is that.</param>
    public sealed record Access(string Kind, bool IsView, Func<CaseSpec, string> TypeOf, Func<CaseSpec, string> ValueOf);

    /// <summary>Writes <c>Match</c> and <c>Switch</c>, with a state and without.</summary>
    public static void EmitMatches(UnionSpec union, Access access, SourceWriter code)
    {
        EmitMatch(union, access, code, hasState: false, hasResult: true);
        EmitMatch(union, access, code, hasState: true, hasResult: true);
        EmitMatch(union, access, code, hasState: false, hasResult: false);
        EmitMatch(union, access, code, hasState: true, hasResult: false);
    }

    /// <summary>The expression by which generated code makes a union of a case; it sets the members of the head behind it.</summary>
    public static string Make(UnionSpec union, CaseSpec @case, string value) =>
        $"new {union.Type.FullName}({value}{(union.HasRequired ? $", CaseKind.{SymbolReading.Escape(@case.Name)}" : string.Empty)})";

    private static void EmitCase(UnionSpec union, CaseSpec @case, UnionStorage storage, SourceWriter code)
    {
        string name = SymbolReading.Escape(@case.Name);
        string type = union.Type.FullName;
        string label = LayoutTable.Escape(@case.Name);
        code.Line("#pragma warning disable CS8618 // Members of the head are set behind it, or have what they have in the default of the struct.");
        code.Line($"/// <summary>A value that is {label}.</summary>");
        code.Line("/// <param name=\"value\">The case's value.</param>");
        code.Open($"public {SymbolReading.Escape(union.Type.Name)}({@case.TypeName} value)");
        if (!@case.IsValueType)
        {
            code.Line("global::System.ArgumentNullException.ThrowIfNull(value);");
        }

        code.Line($"_unionKind = CaseKind.{name};");
        code.Line(storage.Keep(@case, "value"));
        code.Close();
        code.Line();
        if (union.HasRequired)
        {
            code.Line("[global::System.Diagnostics.CodeAnalysis.SetsRequiredMembers]");
            code.Line($"private {SymbolReading.Escape(union.Type.Name)}({@case.TypeName} value, CaseKind kind)");
            code.Line("    : this(value) => _unionKind = kind;");
            code.Line();
        }

        code.Line("#pragma warning restore CS8618");
        code.Line();
        string maybe = @case.IsValueType ? string.Empty : "?";
        string whenTrue = @case.IsValueType ? string.Empty : "[global::System.Diagnostics.CodeAnalysis.NotNullWhen(true)] ";
        if (!union.HasRequired)
        {
            code.Lines($$"""
                /// <summary>A value that is {{label}}.</summary>
                /// <param name="value">The case's value.</param>
                public static implicit operator {{type}}({{@case.TypeName}} value) => new(value);

                """);
        }

        code.Lines($$"""
            /// <summary>The value as {{label}}.</summary>
            /// <param name="value">The union.</param>
            /// <exception cref="global::System.InvalidCastException">It is another case.</exception>
            public static explicit operator {{@case.TypeName}}({{type}} value) => value.TryGet(out {{@case.TypeName}}{{maybe}} found)
                ? found
                : throw {{Known.Unions}}.NotThat("{{union.Type.Name}}", value._unionKind.ToString(), "{{@case.Name}}");

            /// <summary>Whether it is {{label}}.</summary>
            public bool Is{{@case.Name}} => _unionKind == CaseKind.{{name}};

            /// <summary>Gets the value if it is {{label}}.</summary>
            /// <param name="value">The case's value.</param>
            /// <returns>Whether it is.</returns>
            public bool TryGet({{whenTrue}}out {{@case.TypeName}}{{maybe}} value)
            {
                bool isThat = _unionKind == CaseKind.{{name}};
                value = isThat ? {{storage.Value(@case)}} : default;
                return isThat;
            }

            """);
    }

    private static void EmitMatch(UnionSpec union, Access access, SourceWriter code, bool hasState, bool hasResult)
    {
        string generics = string.Join(", ", new[] { hasState ? "TState" : null, hasResult ? "TResult" : null }.Where(generic => generic is not null));
        string delegates = hasResult ? "global::System.Func" : "global::System.Action";
        string Delegate(CaseSpec @case) =>
            $"{delegates}<{(hasState ? "TState, " : string.Empty)}{access.TypeOf(@case)}{(hasResult ? ", TResult" : string.Empty)}>";
        Dictionary<CaseSpec, string> names = Names(union);
        string name = hasResult ? "Match" : "Switch";
        code.Line(hasResult ? "/// <summary>Calls the function of the case that it is.</summary>" : "/// <summary>Calls the action of the case that it is.</summary>");
        if (hasState)
        {
            code.Line("/// <typeparam name=\"TState\">The state's type.</typeparam>");
        }

        if (hasResult)
        {
            code.Line("/// <typeparam name=\"TResult\">What the functions return.</typeparam>");
        }

        if (hasState)
        {
            code.Line("/// <param name=\"state\">What is handed on, so that a static function needs no closure.</param>");
        }

        foreach (CaseSpec @case in union.Cases)
        {
            code.Line($"/// <param name=\"{names[@case].TrimStart('@')}\">For {LayoutTable.Escape(@case.Name)}.</param>");
        }

        if (hasResult)
        {
            code.Line("/// <returns>What the function returned.</returns>");
        }

        code.Line("/// <exception cref=\"global::System.InvalidOperationException\">It is no case: the default of the struct.</exception>");
        code.Line($"public {(access.IsView ? "readonly " : string.Empty)}{(hasResult ? "TResult" : "void")} {name}{(generics.Length == 0 ? string.Empty : $"<{generics}>")}(");
        string[] parameters =
        [
            .. hasState ? ["TState state"] : Array.Empty<string>(),
            .. union.Cases.Select(@case => $"{Delegate(@case)} {names[@case]}"),
        ];
        for (int index = 0; index < parameters.Length; index++)
        {
            code.Line($"    {parameters[index]}{(index == parameters.Length - 1 ? ")" : ",")}");
        }

        if (hasState)
        {
            code.Line("    where TState : allows ref struct");
        }

        if (access.IsView && hasResult)
        {
            code.Line("    where TResult : allows ref struct");
        }

        code.Open();
        foreach (CaseSpec @case in union.Cases)
        {
            code.Line($"global::System.ArgumentNullException.ThrowIfNull({names[@case]});");
        }

        string state = hasState ? "state, " : string.Empty;
        code.Line(hasResult ? $"return {access.Kind} switch" : $"switch ({access.Kind})");
        code.Open();
        foreach (CaseSpec @case in union.Cases)
        {
            string call = $"{names[@case]}({state}{access.ValueOf(@case)})";
            string kind = $"CaseKind.{SymbolReading.Escape(@case.Name)}";
            if (hasResult)
            {
                code.Line($"{kind} => {call},");
            }
            else
            {
                code.Line($"case {kind}:");
                code.Line($"    {call};");
                code.Line("    break;");
            }
        }

        string none = $"throw {Known.Unions}.NoValue(\"{union.Type.Name}\")";
        code.Line(hasResult ? $"_ => {none}," : "default:");
        if (!hasResult)
        {
            code.Line($"    {none};");
        }

        code.Close(hasResult ? ";" : string.Empty);
        code.Close();
        code.Line();
    }

    /// <summary>A parameter's name for each case.</summary>
    private static Dictionary<CaseSpec, string> Names(UnionSpec union)
    {
        HashSet<string> used = ["state"];
        Dictionary<CaseSpec, string> names = [];
        foreach (CaseSpec @case in union.Cases)
        {
            string name = Locals.Camel(@case.Name);
            while (!used.Add(name))
            {
                name += "Case";
            }

            names[@case] = SymbolReading.Escape(name);
        }

        return names;
    }
}
