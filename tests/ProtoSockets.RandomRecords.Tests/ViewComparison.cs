using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>
/// Writes the code that compares views with records. A view is a ref struct with members of its own types, so that no generic code can do it; and which records have one, of which members, the generator
/// says.
/// </summary>
internal static class ViewComparison
{
    private static readonly SymbolDisplayFormat Format = SymbolDisplayFormat.FullyQualifiedFormat;

    /// <summary>All types of a namespace, nested ones too.</summary>
    public static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container) =>
        container.GetMembers().OfType<INamespaceOrTypeSymbol>().SelectMany(member => member is INamedTypeSymbol type ? Types(type).Prepend(type) : Types(member));

    /// <summary>A class <c>Made.Up.Views</c> that gives probes what they compare views with.</summary>
    public static string Render(Compilation compilation)
    {
        StringBuilder source = new("""
            #nullable disable
            #pragma warning disable CS1591 // As in Prelude.
            using System;
            using ProtoSockets;
            using ProtoSockets.RandomRecords.Tests;

            namespace Made.Up;

            public static class Views
            {

            """);
        StringBuilder install = new();
        INamespaceSymbol? madeUp = compilation.Assembly.GlobalNamespace.GetNamespaceMembers().FirstOrDefault(space => space.Name == "Made")?.GetNamespaceMembers().FirstOrDefault();
        foreach (INamedTypeSymbol record in madeUp is null ? [] : Types(madeUp))
        {
            if (ViewOf(record) is not { } view)
            {
                continue;
            }

            string type = record.ToDisplayString(Format);
            string id = Id(record);
            IPropertySymbol[] members = [.. view.GetMembers().OfType<IPropertySymbol>().Where(property => Member(record, property.Name) is not null)];
            INamedTypeSymbol[] cases = [.. view.GetMembers("TryGet").OfType<IMethodSymbol>().Select(method => (INamedTypeSymbol)method.Parameters[0].Type)];
            string[] touches = [.. members.Select(Touch), .. cases.Select(@case => $"_ = view.TryGet(out {@case.ToDisplayString(Format)} _);")];
            source.Append(CultureInfo.InvariantCulture, $$"""
                    public static void Same({{type}}.View view, {{type}} value, string path)
                    {
                {{string.Concat(members.Where(member => !IsComputed(Member(record, member.Name)!)).Select(member => Compare(record, view, member)))}}{{string.Concat(cases.Select(Compare))}}    }


                """);
            if (view.Interfaces.Any(face => face.Name == "ITaggedView"))
            {
                // It is read only by who knows the tag: as a part of something else.
                continue;
            }

            source.Append(CultureInfo.InvariantCulture, $$"""
                    private static void Compare{{id}}(ReadOnlyMemory<byte> bytes, {{type}} value)
                    {
                        if (!{{type}}.View.TryCreate(bytes, out {{type}}.View view, out WireError error))
                        {
                            throw new InvalidOperationException($"{{record.Name}} has no view of {Convert.ToHexString(bytes.Span)}: {error}");
                        }

                        Same(view, value, "{{record.Name}}");
                        {{type}}.View.TryCreate(bytes.Span, out view, out _);
                        Same(view, value, "{{record.Name}}");
                        if (!view.Validate(out error) || !view.ToRecord().Equals(value))
                        {
                            throw new InvalidOperationException($"The view is not valid, or makes another record: {error}");
                        }
                    }

                    private static string Touch{{id}}(ReadOnlyMemory<byte> bytes, Random random)
                    {
                        if (!{{type}}.View.TryCreate(bytes, out {{type}}.View view, out WireError error))
                        {
                            return error.ToString();
                        }

                        bool isValid = view.Validate(out error);
                        for (int count = 0; count < {{touches.Length}}; count++)
                        {
                            try
                            {
                                switch (random.Next({{touches.Length}}))
                                {
                {{string.Concat(touches.Select((touch, index) => $"                    case {index}: {touch} break;\n"))}}                    default: break;
                                }
                            }
                            catch (WireFormatException exception) when (!isValid)
                            {
                                _ = exception;
                            }
                            catch (InvalidOperationException exception) when (exception.Message.Contains("is not in the message", StringComparison.Ordinal))
                            {
                                _ = exception;
                            }
                        }

                        return isValid ? null : error.ToString();
                    }


                """);
            install.Append(CultureInfo.InvariantCulture, $$"""
                            case ViewProbe<{{type}}> typed:
                                typed.CompareView = Compare{{id}};
                                typed.TouchView = Touch{{id}};
                                break;

                """);
        }

        return source.Append(CultureInfo.InvariantCulture, $$"""
                public static void Install(RecordProbe[] probes)
                {
                    foreach (RecordProbe probe in probes)
                    {
                        switch (probe)
                        {
            {{install}}                default:
                                break;
                        }
                    }
                }
            }

            """).ToString();
    }

    private static string Compare(INamedTypeSymbol record, INamedTypeSymbol view, IPropertySymbol member)
    {
        ITypeSymbol type = Member(record, member.Name)!.Type;
        bool isNullable = type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
        string has = view.GetMembers("Has" + member.Name).Length > 0 && (isNullable || !type.IsValueType) ? $"Look.Same(view.Has{member.Name}, value.{member.Name} is not null, path + \".Has{member.Name}\");\n        " : "";
        string there = $"value.{member.Name}{(isNullable ? ".Value" : "")}";
        string path = $"path + \".{member.Name}\"";
        if (member.Type is INamedTypeSymbol { Name: "View" or "WireViewList" or "WireTaggedViewList" })
        {
            string compare = member.Type.Name == "View"
                ? $"Same(view.{member.Name}, {there}, {path});"
                : $$"""
                    int index = 0; var list = Look.Elements({{there}}); Look.Same(view.{{member.Name}}.Count, list.Length, {{path}} + ".Count"); foreach (var element in view.{{member.Name}}) { Same(element, list[index], {{path}} + "[" + index + "]"); index++; }
                    """;
            return $"        {has}if ({(type.IsValueType && !isNullable ? "true" : $"value.{member.Name} is not null")}) {{ {compare} }}\n";
        }

        return $"        {has}Look.Same(view.{member.Name}, value.{member.Name}, {path});\n";
    }

    /// <summary>The view of a case beside the case.</summary>
    private static string Compare(INamedTypeSymbol @case, int index)
    {
        string record = (@case.Name == "View" ? @case.ContainingType : @case).ToDisplayString(Format);
        string same = @case.Name == "View" ? "Same" : "Look.Same";
        return $"        if (view.TryGet(out {@case.ToDisplayString(Format)} seen{index})) {{ Look.Same(value.TryGet(out {record} case{index}), true, path); {same}(seen{index}, case{index}, path + \".{@case.Name}\"); }}\n";
    }

    private static string Touch(IPropertySymbol member) => member.Type switch
    {
        INamedTypeSymbol { Name: "WireViewList" or "WireTaggedViewList" } => $"foreach (var element in view.{member.Name}) {{ }}",
        INamedTypeSymbol { Name: "WireListView" } => $"_ = view.{member.Name}.ToArray();",
        _ => $"_ = view.{member.Name};",
    };

    private static IPropertySymbol? Member(INamedTypeSymbol record, string name) => record.GetMembers(name).OfType<IPropertySymbol>().FirstOrDefault();

    /// <summary>A view has the length, offset or checksum that the bytes have; a record computes its own, and knows none of some.</summary>
    private static bool IsComputed(IPropertySymbol member) => member is { IsPartialDefinition: true, SetMethod: null };

    private static INamedTypeSymbol? ViewOf(INamedTypeSymbol record) => record.GetTypeMembers("View").FirstOrDefault(type => type.IsRefLikeType);

    private static string Id(INamedTypeSymbol type) => type.ContainingType is { } outer ? $"{Id(outer)}_{type.Name}" : type.Name;
}
