using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace ProtoSockets.Tests.PublicApi;

/// <summary>Prints what users can see of the assembly, one declaration a line, in an order that depends on nothing but names.</summary>
internal static class PublicApiPrinter
{
    private const string Indent = "    ";

    public static string Print()
    {
        var text = new StringBuilder();
        foreach (Type type in PublicSurface.Types())
        {
            Line(text, "", Attributes(type) + Declaration(type));
            foreach (string member in type.IsEnum ? EnumMembers(type) : IsDelegate(type) ? [] : Members(type).Order(StringComparer.Ordinal))
            {
                Line(text, Indent, member);
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, string indent, string line) => text.Append(indent).Append(line).Append('\n');

    private static bool IsDelegate(Type type) => type.IsSubclassOf(typeof(MulticastDelegate));

    private static string Declaration(Type type)
    {
        string access = type.IsPublic || type.IsNestedPublic ? "public " : "protected ";
        if (type.IsEnum)
        {
            return $"{access}enum {TypeNames.Declared(type)} : {TypeNames.Of(Enum.GetUnderlyingType(type))}";
        }

        if (IsDelegate(type))
        {
            MethodInfo invoke = type.GetMethod("Invoke")!;
            return $"{access}delegate {Returned(invoke)} {TypeNames.Declared(type)}({Parameters(invoke)}){Constraints(type.GetGenericArguments())}";
        }

        string record = PublicSurface.IsRecord(type) ? "record " : "";
        string kind = type switch
        {
            { IsInterface: true } => "interface ",
            { IsValueType: true } =>
                (Has<IsReadOnlyAttribute>(type) ? "readonly " : "") + (type.IsByRefLike ? "ref " : "") + record + "struct ",
            { IsAbstract: true, IsSealed: true } => "static class ",
            _ => (type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "") + (record.Length > 0 ? record : "class "),
        };
        IEnumerable<string> bases = type.GetInterfaces()
            .Except(type.BaseType?.GetInterfaces() ?? [])
            .Where(face => face.IsVisible && !(record.Length > 0 && face == typeof(IEquatable<>).MakeGenericType(type)))
            .Select(TypeNames.Of)
            .Order(StringComparer.Ordinal);
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
        {
            bases = bases.Prepend(TypeNames.Of(parent));
        }

        string list = string.Join(", ", bases);
        return access + kind + TypeNames.Declared(type) + (list.Length > 0 ? " : " + list : "") + Constraints(type.GetGenericArguments());
    }

    private static IEnumerable<string> EnumMembers(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.Static)
        .OrderBy(field => Convert.ToDecimal(field.GetRawConstantValue(), CultureInfo.InvariantCulture))
        .ThenBy(field => field.Name, StringComparer.Ordinal)
        .Select(field => string.Create(CultureInfo.InvariantCulture, $"{field.Name} = {field.GetRawConstantValue()}"));

    private static IEnumerable<string> Members(Type type) =>
    [
        .. PublicSurface.Fields(type).Select(Field),
        .. PublicSurface.Constructors(type).Select(Constructor),
        .. PublicSurface.Properties(type).Select(Property),
        .. PublicSurface.Events(type).Select(Event),
        .. PublicSurface.Methods(type).Select(Method),
    ];

    private static string Field(FieldInfo field)
    {
        string kind = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "") + (Has<RequiredMemberAttribute>(field) ? "required " : "");
        string value = field.IsLiteral ? " = " + Constant(field.GetRawConstantValue()) : "";
        return Attributes(field) + (field.IsPublic ? "public " : "protected ") + kind + TypeNames.Of(field) + " " + field.Name + value;
    }

    private static string Constructor(ConstructorInfo constructor) =>
        $"{Attributes(constructor)}{Access(constructor)}{constructor.DeclaringType!.Name.Split('`')[0]}({Parameters(constructor)})";

    private static string Property(PropertyInfo property)
    {
        MethodInfo widest = property.GetAccessors(nonPublic: true).OrderBy(accessor => accessor.IsPublic ? 0 : 1).First();
        ParameterInfo[] indices = property.GetIndexParameters();
        string name = indices.Length > 0 ? $"this[{string.Join(", ", indices.Select(Parameter))}]" : property.Name;
        string required = Has<RequiredMemberAttribute>(property) ? "required " : "";
        string reference = Reference(property.GetMethod?.ReturnParameter);
        return Attributes(property) + Access(widest) + Modifiers(widest) + required + reference + TypeNames.Of(property) + " " + name + " { "
            + Accessor(property.GetMethod, "get") + Accessor(property.SetMethod, IsInit(property.SetMethod) ? "init" : "set") + "}";

        string Accessor(MethodInfo? accessor, string word) => accessor is null || !PublicSurface.IsVisible(accessor)
            ? ""
            : (Access(accessor) == Access(widest) ? "" : Access(accessor)) + word + "; ";
    }

    private static bool IsInit(MethodInfo? setter) =>
        setter is not null && setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Event(EventInfo item) =>
        $"{Attributes(item)}{Access(item.AddMethod!)}{Modifiers(item.AddMethod!)}event {TypeNames.Of(item)} {item.Name}";

    private static string Method(MethodInfo method)
    {
        Type[] generics = method.GetGenericArguments();
        string list = generics.Length > 0 ? $"<{string.Join(", ", generics.Select(generic => generic.Name))}>" : "";
        // An override repeats the constraints of what it overrides.
        string constraints = method.GetBaseDefinition() == method ? Constraints(generics) : "";
        return $"{Attributes(method)}{Access(method)}{Modifiers(method)}{Returned(method)} {method.Name}{list}({Parameters(method)}){constraints}";
    }

    private static string Access(MethodBase method) => method.IsPublic ? "public " : method.IsFamily ? "protected " : "protected internal ";

    private static string Modifiers(MethodInfo method)
    {
        if (method.IsStatic)
        {
            return "static " + (method.IsAbstract ? "abstract " : method.IsVirtual ? "virtual " : "");
        }

        string readOnly = method.DeclaringType!.IsValueType && !Has<IsReadOnlyAttribute>(method.DeclaringType) && Has<IsReadOnlyAttribute>(method) ? "readonly " : "";
        return readOnly + method switch
        {
            { DeclaringType.IsInterface: true } => method.IsAbstract ? "" : "virtual ",
            { IsAbstract: true } when method.GetBaseDefinition() == method => "abstract ",
            { IsAbstract: true } => "abstract override ",
            { IsVirtual: true } when method.GetBaseDefinition() != method => method.IsFinal ? "sealed override " : "override ",
            // Methods that implement an interface are virtual and final in metadata.
            { IsVirtual: true, IsFinal: false } => "virtual ",
            _ => "",
        };
    }

    private static string Returned(MethodInfo method) => Reference(method.ReturnParameter) + TypeNames.Of(method.ReturnParameter);

    private static string Reference(ParameterInfo? returned) => returned is not { ParameterType.IsByRef: true }
        ? ""
        : returned.IsDefined(typeof(IsReadOnlyAttribute), inherit: false) ? "ref readonly " : "ref ";

    private static string Parameters(MethodBase method)
    {
        string list = string.Join(", ", method.GetParameters().Select(Parameter));
        return method.IsDefined(typeof(ExtensionAttribute), inherit: false) ? "this " + list : list;
    }

    private static string Parameter(ParameterInfo parameter)
    {
        string prefix = parameter switch
        {
            { IsOut: true } => "out ",
            { ParameterType.IsByRef: true } when parameter.IsDefined(typeof(RequiresLocationAttribute), inherit: false) => "ref readonly ",
            { ParameterType.IsByRef: true, IsIn: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute), inherit: false) || parameter.IsDefined(typeof(ParamCollectionAttribute), inherit: false) => "params ",
            _ => "",
        };
        string scoped = parameter.IsDefined(typeof(ScopedRefAttribute), inherit: false) ? "scoped " : "";
        string fallback = parameter.HasDefaultValue ? " = " + Default(parameter) : "";
        return $"{Attributes(parameter)}{scoped}{prefix}{TypeNames.Of(parameter)} {parameter.Name}{fallback}";
    }

    private static string Default(ParameterInfo parameter) => parameter.RawDefaultValue switch
    {
        null => parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null ? "default" : "null",
        object value when parameter.ParameterType.IsEnum => $"{TypeNames.Of(parameter.ParameterType)}.{Enum.ToObject(parameter.ParameterType, value)}",
        object value => Constant(value),
    };

    private static string Constant(object? value) => value switch
    {
        null => "null",
        string text => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"",
        bool flag => flag ? "true" : "false",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    private static string Constraints(Type[] generics)
    {
        var text = new StringBuilder();
        foreach (Type generic in generics.Where(generic => generic.IsGenericParameter))
        {
            GenericParameterAttributes flags = generic.GenericParameterAttributes;
            bool isStruct = flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
            List<string> parts =
            [
                .. isStruct ? ["struct"] : Array.Empty<string>(),
                .. flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? ["class"] : Array.Empty<string>(),
                .. generic.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(TypeNames.Of).Order(StringComparer.Ordinal),
                .. flags.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct ? ["new()"] : Array.Empty<string>(),
                .. flags.HasFlag(GenericParameterAttributes.AllowByRefLike) ? ["allows ref struct"] : Array.Empty<string>(),
            ];
            if (parts.Count > 0)
            {
                text.Append(" where ").Append(generic.Name).Append(" : ").AppendJoin(", ", parts);
            }
        }

        return text.ToString();
    }

    /// <summary>The attributes that change what users may do: the states of sockets, where an attribute fits, what is out of use.</summary>
    private static string Attributes(ICustomAttributeProvider declared) => string.Concat(declared.GetCustomAttributes(inherit: false)
        .Select(Attribute)
        .OfType<string>()
        .Order(StringComparer.Ordinal));

    private static string? Attribute(object attribute) => attribute switch
    {
        RequiresAttribute requires => $"[Requires({requires.States})] ",
        ProducesAttribute produces => $"[Produces({produces.State})] ",
        ConsumesAttribute => "[Consumes] ",
        AttributeUsageAttribute usage => $"[AttributeUsage({usage.ValidOn}{(usage.AllowMultiple ? ", AllowMultiple = true" : "")})] ",
        FlagsAttribute => "[Flags] ",
        // The compiler marks ref structs as obsolete for compilers that don't know them.
        ObsoleteAttribute obsolete when !obsolete.Message!.StartsWith("Types with embedded references", StringComparison.Ordinal) => $"[Obsolete(\"{obsolete.Message}\")] ",
        _ => null,
    };

    private static bool Has<TAttribute>(MemberInfo member)
        where TAttribute : Attribute => member.IsDefined(typeof(TAttribute), inherit: false);
}
