using System.Reflection;
using System.Reflection.Emit;
using System.Text;

namespace ProtoSockets.Tests.Views.Agreement;

/// <summary>
/// Asks all members of a view for their values. Views are ref structs, which reflection can't hold: the code that asks is made while the tests run, one method for each view.
/// </summary>
internal static class ViewText
{
    private delegate bool Probe(byte[] bytes, StringBuilder text, out WireError? error);

    private delegate void Teller<TView>(ref TView view, StringBuilder text)
        where TView : struct, allows ref struct;

    private static readonly Type[] Told = [typeof(WireTextView), typeof(ReadOnlySpan<byte>)];

    private static readonly Dictionary<Type, Delegate> Probes = [];

    /// <summary>Makes a view, and asks for everything.</summary>
    /// <param name="view">The view's type.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="error">Why there is no view.</param>
    /// <returns>The values; null when there is no view.</returns>
    /// <exception cref="WireFormatException">A value is wrong.</exception>
    public static string? Of(Type view, byte[] bytes, out WireError? error)
    {
        if (!Probes.TryGetValue(view, out Delegate? probe))
        {
            probe = CreateProbe(view);
            Probes.Add(view, probe);
        }

        StringBuilder text = new();
        return ((Probe)probe)(bytes, text, out error) ? text.ToString() : null;
    }

    private static Probe CreateProbe(Type view)
    {
        DynamicMethod method = new("Probe", typeof(bool), [typeof(byte[]), typeof(StringBuilder), typeof(WireError).MakeByRefType()], typeof(ViewText).Module, skipVisibility: true);
        ILGenerator code = method.GetILGenerator();
        LocalBuilder local = code.DeclareLocal(view);
        Label none = code.DefineLabel();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Newobj, typeof(ReadOnlySpan<byte>).GetConstructor([typeof(byte[])])!);
        code.Emit(OpCodes.Ldloca, local);
        code.Emit(OpCodes.Ldarg_2);
        code.Emit(OpCodes.Call, view.GetMethod("TryCreate", [typeof(ReadOnlySpan<byte>), view.MakeByRefType(), typeof(WireError).MakeByRefType()])!);
        code.Emit(OpCodes.Brfalse, none);
        code.Emit(OpCodes.Ldloc, local);
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Call, Helper(nameof(View)).MakeGenericMethod(view));
        code.Emit(OpCodes.Ldc_I4_1);
        code.Emit(OpCodes.Ret);
        code.MarkLabel(none);
        code.Emit(OpCodes.Ldc_I4_0);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<Probe>();
    }

    private static MethodInfo Helper(string name) => typeof(ViewText).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!;

    private static Teller<TView> CreateTeller<TView>()
        where TView : struct, allows ref struct
    {
        DynamicMethod method = new("Tell", typeof(void), [typeof(TView).MakeByRefType(), typeof(StringBuilder)], typeof(ViewText).Module, skipVisibility: true);
        ILGenerator code = method.GetILGenerator();
        Append(code, "{");
        foreach (PropertyInfo property in MemberText.MembersOf(typeof(TView)))
        {
            Append(code, property.Name + "=");
            Label absent = code.DefineLabel();
            PropertyInfo? has = typeof(TView).GetProperty("Has" + property.Name, typeof(bool)) ?? typeof(TView).GetProperty(property.Name + "IsPresent", typeof(bool));
            if (property.PropertyType.IsByRefLike && has is not null)
            {
                code.Emit(OpCodes.Ldarg_0);
                code.Emit(OpCodes.Call, has.GetMethod!);
                code.Emit(OpCodes.Brfalse, absent);
            }

            code.Emit(OpCodes.Ldarg_0);
            code.Emit(OpCodes.Call, property.GetMethod!);
            code.Emit(OpCodes.Ldarg_1);
            code.Emit(OpCodes.Call, HelperOf(property.PropertyType));
            Label told = code.DefineLabel();
            code.Emit(OpCodes.Br, told);
            code.MarkLabel(absent);
            Append(code, AbsentText(property));
            code.MarkLabel(told);
            Append(code, ";");
        }

        foreach ((MethodInfo get, Type record) in MemberText.CasesOf(typeof(TView)))
        {
            Type given = get.GetParameters()[0].ParameterType.GetElementType()!;
            LocalBuilder value = code.DeclareLocal(given);
            Label other = code.DefineLabel();
            code.Emit(OpCodes.Ldarg_0);
            code.Emit(OpCodes.Ldloca, value);
            code.Emit(OpCodes.Call, get);
            code.Emit(OpCodes.Brfalse, other);
            Append(code, record.Name + "=");
            code.Emit(OpCodes.Ldloc, value);
            code.Emit(OpCodes.Ldarg_1);
            code.Emit(OpCodes.Call, HelperOf(given));
            code.MarkLabel(other);
        }

        Append(code, "}");
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<Teller<TView>>();
    }

    /// <summary>What the record has for a member that is not there: a list without elements, unless it can have none at all.</summary>
    private static string AbsentText(PropertyInfo property)
    {
        Type? own = property.DeclaringType!.DeclaringType!.GetProperty(property.Name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)?.PropertyType;
        return own is { IsGenericType: true } && own.GetGenericTypeDefinition() == typeof(WireList<>) ? "[]" : string.Empty;
    }

    private static void Append(ILGenerator code, string text)
    {
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Ldstr, text);
        code.Emit(OpCodes.Callvirt, typeof(StringBuilder).GetMethod(nameof(StringBuilder.Append), [typeof(string)])!);
        code.Emit(OpCodes.Pop);
    }

    private static MethodInfo HelperOf(Type type)
    {
        if (Told.Contains(type))
        {
            return Helper(type == typeof(WireTextView) ? nameof(Text) : nameof(Bytes));
        }

        Type? definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        return definition == typeof(WireListView<>) ? Helper(nameof(List)).MakeGenericMethod(type.GenericTypeArguments)
            : definition == typeof(WireTaggedViewList<,>) ? Helper(nameof(TaggedViews)).MakeGenericMethod(type.GenericTypeArguments)
            : definition == typeof(WireViewList<>) ? Helper(nameof(Views)).MakeGenericMethod(type.GenericTypeArguments)
            : Helper(type.IsByRefLike ? nameof(View) : nameof(Value)).MakeGenericMethod(type);
    }

    private static void Text(WireTextView value, StringBuilder text) => text.Append(value.ToString());

    private static void Bytes(ReadOnlySpan<byte> value, StringBuilder text) => text.Append(Convert.ToHexString(value));

    private static void Value<T>(T value, StringBuilder text) => MemberText.Value(value, text);

    private static void List<T>(WireListView<T> list, StringBuilder text)
    {
        text.Append('[');
        int index = 0;
        foreach (T item in list)
        {
            int start = text.Length;
            MemberText.Value(item, text);
            StringBuilder again = new();
            MemberText.Value(list[index], again);
            Assert.Equal(text.ToString(start, text.Length - start), again.ToString());
            index++;
            text.Append(',');
        }

        Assert.Equal(index, list.Count);
        Assert.Equal(index, list.ToArray().Length);
        text.Append(']');
    }

    private static void Views<TView>(WireViewList<TView> list, StringBuilder text)
        where TView : struct, IWireView<TView>, allows ref struct
    {
        text.Append('[');
        int index = 0;
        foreach (TView item in list)
        {
            Element(item, list[index], text);
            index++;
        }

        Assert.Equal(index, list.Count);
        text.Append(']');
    }

    private static void TaggedViews<TView, TTag>(WireTaggedViewList<TView, TTag> list, StringBuilder text)
        where TView : struct, ITaggedView<TView, TTag>, allows ref struct
    {
        text.Append('[');
        int index = 0;
        foreach (TView item in list)
        {
            Element(item, list[index], text);
            index++;
        }

        Assert.Equal(index, list.Count);
        text.Append(']');
    }

    /// <summary>An element, which is the same however it is asked for.</summary>
    private static void Element<TView>(TView item, TView again, StringBuilder text)
        where TView : struct, allows ref struct
    {
        int start = text.Length;
        View(item, text);
        StringBuilder second = new();
        View(again, second);
        Assert.Equal(text.ToString(start, text.Length - start), second.ToString());
        text.Append(',');
    }

    private static void View<TView>(TView view, StringBuilder text)
        where TView : struct, allows ref struct => Tellers<TView>.Tell(ref view, text);

    private static class Tellers<TView>
        where TView : struct, allows ref struct
    {
        public static readonly Teller<TView> Tell = CreateTeller<TView>();
    }
}
