using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Generators.Emit;
using ProtoSockets.Generators.Emit.Conversations;
using ProtoSockets.Generators.Emit.Dumps;
using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Generators.Emit.Views;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators;

/// <summary>Generates the wire code of records, and of protocols their clients and servers.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ProtoSocketsGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<(RecordSpec? Record, EquatableArray<UnfinishedSpec> Unfinished)> parsedStructs = context.SyntaxProvider.ForAttributeWithMetadataName(
            "ProtoSockets.WireStructAttribute",
            static (_, _) => true,
            static (found, cancellation) => ParseWireStruct(Target(found), cancellation));

        IncrementalValuesProvider<(ProtocolSpec? Protocol, EquatableArray<UnfinishedSpec> Unfinished)> parsedProtocols = context.SyntaxProvider.ForAttributeWithMetadataName(
            "ProtoSockets.ProtocolAttribute",
            static (_, _) => true,
            static (found, cancellation) => ParseProtocol(Target(found), cancellation));

        IncrementalValuesProvider<RecordSpec> wireStructs = parsedStructs
            .Where(static parsed => parsed.Record is not null)
            .Select(static (parsed, _) => parsed.Record!)
            .WithTrackingName(StepNames.WireStructs);

        IncrementalValuesProvider<ProtocolSpec> protocols = parsedProtocols
            .Where(static parsed => parsed.Protocol is not null)
            .Select(static (parsed, _) => parsed.Protocol!)
            .WithTrackingName(StepNames.Protocols);

        IncrementalValuesProvider<UnfinishedSpec> unfinishedStructs = parsedStructs
            .SelectMany(static (parsed, _) => parsed.Unfinished)
            .WithTrackingName(StepNames.Unfinished);

        IncrementalValuesProvider<UnfinishedSpec> unfinishedProtocols = parsedProtocols
            .SelectMany(static (parsed, _) => parsed.Unfinished)
            .WithTrackingName(StepNames.Unfinished);

        IncrementalValuesProvider<(UnionSpec? Union, EquatableArray<UnfinishedSpec> Unfinished)> parsedUnions = context.SyntaxProvider.ForAttributeWithMetadataName(
            "ProtoSockets.WireUnionAttribute",
            static (_, _) => true,
            static (found, cancellation) => ParseUnion(Target(found), cancellation));

        IncrementalValuesProvider<UnionSpec> unions = parsedUnions
            .Where(static parsed => parsed.Union is not null)
            .Select(static (parsed, _) => parsed.Union!)
            .WithTrackingName(StepNames.Unions);

        IncrementalValuesProvider<RecordSpec> cases = unions
            .SelectMany(static (union, _) => union.Cases.Where(@case => @case.Record is not null).Select(@case => @case.Record!))
            .WithTrackingName(StepNames.Cases);

        IncrementalValuesProvider<UnfinishedSpec> unfinishedUnions = parsedUnions
            .SelectMany(static (parsed, _) => parsed.Unfinished)
            .WithTrackingName(StepNames.Unfinished);

        IncrementalValuesProvider<HeaderSpec> headers = protocols
            .Where(static protocol => protocol.Header is not null)
            .Select(static (protocol, _) => protocol.Header!)
            .WithTrackingName(StepNames.Headers);

        IncrementalValuesProvider<(MessageSpec Message, HeaderSpec? Header, bool UsesEnvelope)> messages = protocols
            .SelectMany(static (protocol, _) => protocol.Messages.Select(message => (message, protocol.HeaderOf(message), protocol.UsesEnvelope)))
            .WithTrackingName(StepNames.Messages);

        IncrementalValueProvider<bool> updatesLock = context.AnalyzerConfigOptionsProvider
            .Select(static (options, _) => WireLockEmitter.IsWanted(options.GlobalOptions))
            .WithTrackingName(StepNames.UpdatesLock);

        context.RegisterSourceOutput(wireStructs, static (output, record) => AddRecord(output, record, RecordEmitter.EmitWireStruct(record)));
        context.RegisterSourceOutput(unions, static (output, union) => AddUnion(output, union));
        context.RegisterSourceOutput(cases, static (output, record) => AddCase(output, record));
        context.RegisterSourceOutput(unfinishedUnions, static (output, unfinished) => Add(output, unfinished.Type.MetadataName, UnfinishedEmitter.Emit(unfinished)));
        context.RegisterSourceOutput(headers, static (output, header) => AddRecord(output, header.Record, HeaderEmitter.Emit(header)));
        context.RegisterSourceOutput(messages, static (output, item) => AddMessage(output, item.Message, item.Header, item.UsesEnvelope));
        context.RegisterSourceOutput(protocols, static (output, protocol) => AddProtocol(output, protocol));
        context.RegisterSourceOutput(protocols.Collect().Combine(wireStructs.Collect()).Combine(updatesLock), static (output, all) =>
        {
            if (all.Right)
            {
                Add(output, WireLockEmitter.Name, WireLockEmitter.Emit(all.Left.Left, all.Left.Right));
            }
        });
        context.RegisterSourceOutput(unfinishedStructs, static (output, unfinished) => Add(output, unfinished.Type.MetadataName, UnfinishedEmitter.Emit(unfinished)));
        context.RegisterSourceOutput(unfinishedProtocols, static (output, unfinished) => Add(output, unfinished.Type.MetadataName, UnfinishedEmitter.Emit(unfinished)));
    }

    /// <summary>
    /// The type that was found; null where it is found again. A type of several parts that has its attribute on more than one of them, which the compiler reports, is found once with each.
    /// </summary>
    private static INamedTypeSymbol? Target(GeneratorAttributeSyntaxContext found)
    {
        SyntaxReference? first = found.TargetSymbol.GetAttributes()
            .FirstOrDefault(attribute => SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, found.Attributes[0].AttributeClass))?.ApplicationSyntaxReference;
        bool isFirst = first is null || (first.SyntaxTree == found.TargetNode.SyntaxTree && found.TargetNode.FullSpan.Contains(first.Span));
        return isFirst ? found.TargetSymbol as INamedTypeSymbol : null;
    }

    // Of a type with more than one role, which the analyzer reports, one is generated: there is one file for each type.
    private static (RecordSpec? Record, EquatableArray<UnfinishedSpec> Unfinished) ParseWireStruct(INamedTypeSymbol? type, CancellationToken cancellation)
    {
        if (type is null || SchemaTypes.IsWireUnion(type) || SchemaTypes.IsProtocol(type) || UnionParser.IsCaseOfUnion(type))
        {
            return default;
        }

        RecordSpec? record = new SchemaParser(cancellation).ParseWireStruct(type, new ProblemList());
        return (record, UnfinishedParser.OfWireStruct(type, record).ToEquatable());
    }

    private static (UnionSpec? Union, EquatableArray<UnfinishedSpec> Unfinished) ParseUnion(INamedTypeSymbol? type, CancellationToken cancellation)
    {
        if (type is null || SchemaTypes.IsProtocol(type))
        {
            return default;
        }

        UnionSpec? union = new SchemaParser(cancellation).ParseUnion(type, new ProblemList());
        return (union, UnfinishedParser.OfUnion(type, union).ToEquatable());
    }

    private static (ProtocolSpec? Protocol, EquatableArray<UnfinishedSpec> Unfinished) ParseProtocol(INamedTypeSymbol? type, CancellationToken cancellation)
    {
        if (type is null)
        {
            return default;
        }

        ProtocolSpec? protocol = new SchemaParser(cancellation).ParseProtocol(type, new ProblemList());
        return (protocol, UnfinishedParser.OfProtocol(type, protocol).ToEquatable());
    }

    private static void AddRecord(SourceProductionContext output, RecordSpec record, string text)
    {
        Add(output, record.Type.MetadataName, text);
        Add(output, $"{record.Type.MetadataName}.Dump", DumpEmitter.Emit(record));
        if (ViewEmitter.Emit(record) is { } view)
        {
            Add(output, $"{record.Type.MetadataName}+View", view);
        }

        if (EditorEmitter.Emit(record, null) is { } editor)
        {
            Add(output, $"{record.Type.MetadataName}+Editor", editor);
        }
    }

    private static void AddCase(SourceProductionContext output, RecordSpec record)
    {
        Add(output, record.Type.MetadataName, RecordEmitter.EmitWireStruct(record));
        Add(output, $"{record.Type.MetadataName}.Dump", DumpEmitter.Emit(record));
        if (ViewEmitter.Emit(record) is { } view)
        {
            Add(output, $"{record.Type.MetadataName}+View", view);
        }

        if (EditorEmitter.EmitCase(record) is { } editor)
        {
            Add(output, $"{record.Type.MetadataName}+Editor", editor);
        }
    }

    private static void AddUnion(SourceProductionContext output, UnionSpec union)
    {
        Add(output, union.Type.MetadataName, UnionEmitter.Emit(union));
        Add(output, $"{union.Type.MetadataName}.Dump", DumpEmitter.EmitUnion(union));
        if (ViewEmitter.Emit(union) is { } view)
        {
            Add(output, $"{union.Type.MetadataName}+View", view);
        }

        if (EditorEmitter.Emit(union) is { } editor)
        {
            Add(output, $"{union.Type.MetadataName}+Editor", editor);
        }
    }

    private static void AddMessage(SourceProductionContext output, MessageSpec message, HeaderSpec? header, bool usesEnvelope)
    {
        string name = message.Record.Type.MetadataName;
        if (message.Union is not null && header is not null)
        {
            // The union itself is emitted as any other.
            Add(output, $"{name}+Message", UnionMessageEmitter.Emit(message, header));
            if (ViewEmitter.HasView(message.Record))
            {
                Add(output, $"{name}+MessageView", UnionMessageViewEmitter.Emit(message, header));
            }

            return;
        }

        Add(output, name, header is null ? MessageEmitter.Emit(message, usesEnvelope) : HeaderMessageEmitter.Emit(message, header));
        Add(output, $"{name}.Dump", DumpEmitter.Emit(message, header, usesEnvelope));
        if (ViewEmitter.Emit(message, header, usesEnvelope) is { } view)
        {
            Add(output, $"{name}+View", view);
        }

        if (EditorEmitter.Emit(message.Record, header) is { } editor)
        {
            Add(output, $"{name}+Editor", editor);
        }
    }

    private static void AddProtocol(SourceProductionContext output, ProtocolSpec protocol)
    {
        AddNested(output, protocol, "Wire", code => WireEmitter.Emit(code, protocol));
        if (!protocol.Taken.Contains(OptionalNames.Describe))
        {
            Add(output, $"{protocol.Type.MetadataName}.Dump", SourceFile.Inside(protocol.Type, ProtocolDumpEmitter.EmitShorthand));
        }

        protocol = protocol.Complete();
        AddNested(output, protocol, "Client", code => ClientEmitter.Emit(code, protocol));
        AddNested(output, protocol, "Server", code => ServerEmitter.EmitServer(code, protocol));
        AddNested(output, protocol, "Session", code => ServerEmitter.EmitSession(code, protocol));
        if (GroupEmitter.IsOffered(protocol))
        {
            AddNested(output, protocol, OptionalNames.Group, code => GroupEmitter.Emit(code, protocol));
        }

        foreach (MessageSpec message in protocol.Messages.Where(ViewHandlerEmitter.IsOffered))
        {
            Add(output, $"{message.Record.Type.MetadataName}+IViewHandler", SourceFile.Inside(message.Record.Type, code => ViewHandlerEmitter.Emit(code, protocol, message)));
        }

        if (!protocol.Type.IsStatic)
        {
            Add(output, protocol.Type.MetadataName, ProtocolClassEmitter.Emit(protocol));
        }

        AddNested(output, protocol, "IServerHandler", code => HandlerEmitter.EmitServerHandler(code, protocol));
        if (ProtocolNames.HasPushes(protocol))
        {
            AddNested(output, protocol, "IClientHandler", code => HandlerEmitter.EmitClientHandler(code, protocol));
        }
    }

    private static void AddNested(SourceProductionContext output, ProtocolSpec protocol, string name, Action<SourceWriter> body) =>
        Add(output, $"{protocol.Type.MetadataName}+{name}", SourceFile.Inside(protocol.Type, body));

    private static void Add(SourceProductionContext output, string name, string text) =>
        output.AddSource($"{name}.g.cs", SourceText.From(text, Encoding.UTF8));
}
