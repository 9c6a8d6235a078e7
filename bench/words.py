"""The words of the synthetic briefs: short lists, and the rules that inflect them.

Every list is neutral vocabulary of reports in general. The rules turn about 900 listed
words into some 6,000 forms, so that search indexes and compression meet a realistic
variety; a shuffled order and falling weights make a few of them frequent and most rare.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate


def _listed(text: str) -> list[str]:
    return text.split()


EN_NOUNS = _listed("""
account action activity address advice agency agreement aim airport alarm alley amount answer
apartment approach area argument arrangement article assembly asset attempt audience balance bank
barrier basin basket battery bay beach beam bench benefit block board border bottle bottom branch
brick bridge budget building bulletin bus cabinet cable calendar camera canal captain card career
carpet castle cause ceiling center century chain chair chamber change channel chapter charter
circle clinic clock cloth cloud coast coat collection college column comment community company
concept concern condition conference contract corner council counter country courtyard cover crop
culture cup current curtain custom customer cycle dam date deadline debate decade decision degree
delay delegate demand department desk detail device diary district document donor door draft
drawer dream driver drum duration duty edge edition editor effect effort element employer engine
engineer envelope error estate evening event exchange exercise exhibition expert export extent
factor factory farm farmer feature fence ferry field figure file film finding flag floor flower
forest form formula forum foundation fountain frame friend fruit garden gate generation glass
goal grain grant graph group guard guest guide habit hall harbor harvest height hill history
holiday hospital hotel hour house idea image import inch income index industry inquiry institute
interest interview invitation island item journal journey judge junction key kitchen lake lamp
language laptop laundry lawyer leader league lecture lesson letter level library licence limit
line list loan lobby lock machine magazine manager manual map margin market mayor meadow meal
measure medal meeting member memo message method mill minister minute mirror mission mixture
model moment month monument morning motion mountain museum nation neighbor network newspaper
notebook notice number nurse object offer office olive opinion option orchard order origin outcome
owner packet page painter panel paper paragraph park partner passage path patient pattern payment
pencil period person phase phone picture pipe plan planet plant plate platform pocket poem point
policy pool port portrait position poster practice prize problem procedure process product program
project proposal province purpose quarter question queue range rate reader reason record reform
region registry remark report request reserve resident resource result review river road role roof
room route rule sample schedule school scale scheme season seat section sector seed segment
seminar sequence series service session shelf shift shore shop signal site sketch slope society
source speaker spring square stage stair standard station statement statue step stone store story
stranger stream street student studio subject suburb summary summer supplier surface survey
symbol system table talent target teacher team template term terrace text theater theme theory
ticket tile title tool topic tower town trade train transfer tree trend trial tunnel unit
university valley value vehicle version village visitor voice volunteer wagon wall warehouse water
wave week wheel window winter witness word worker workshop yard year zone
""")

EN_VERBS = _listed("""
accept achieve adapt add adjust adopt advise agree allow announce answer appear apply appoint
approach arrange arrive ask assess assist attach attend avoid balance base borrow call cancel
carry change check claim clarify clean climb close collect combine comment compare complete
compose concern conclude confirm connect consider consult contain continue copy correct count
cover create cross decide declare defer define deliver depend describe design detail develop
discuss display divide document donate double doubt draft edit elect employ enable encourage
enjoy ensure enter establish estimate evaluate examine exchange exclude expand expect explain
explore express extend face file fill finish fix focus follow form gather guide handle happen
help host identify illustrate imagine improve include increase indicate inform inspect install
invite involve issue join justify last launch learn limit link list load locate look maintain
manage mark match measure mention monitor move name notice number observe obtain offer open
operate order organize outline owe paint park pass perform place plant post prepare present
preserve print process produce promise propose protect prove provide publish purchase question
raise reach realize receive recommend record reduce reflect remain remark remember remove
repair repeat replace reply report request require reserve resolve respond rest return reveal
review revise save schedule search select separate serve settle share show sign solve sort
start state store study succeed suggest supply support suppose survey test thank touch
trace train translate travel treat trust turn update use utter value view visit vote
wait walk want warn wash watch welcome wish wonder work
""")

EN_ADJECTIVES = _listed("""
able absent abstract active actual additional adequate annual apparent average basic brief bright
broad calm careful central certain cheap clear close cold common complete complex concrete
constant correct critical current daily dark deep dense different direct distant double dry early
eastern effective empty entire equal exact external fair familiar famous final fine firm fixed
flat formal former frequent fresh full general gentle global gradual great green heavy helpful
high honest ideal important indirect initial inner internal joint large late lengthy light linear
local long loose main major mild minor mobile modern modest monthly mutual narrow national native
natural neutral normal northern notable novel numerous obvious official open ordinary original
outer outside overall parallel partial permanent plain pleasant polite popular possible practical
precise present previous primary private probable prompt proper public quick quiet random rapid
rare ready recent regional regular relative relevant remote rich round rural secondary separate
serious several shallow sharp short silent similar simple slight slow small smooth social soft
solid southern special specific stable steady steep strange strict strong subsequent sudden
suitable sure technical temporary thick thin tight tiny total typical uniform unique urban urgent
useful usual vague valid various vast visible vital warm weekly western white whole wide written
yearly young
""")

AR_NOUNS_M = _listed("""
تقرير اجتماع قرار مشروع برنامج مكتب مجلس قسم فريق عمل بحث كتاب نص خبر مقال رقم جدول سجل ملف عنوان
موضوع سؤال جواب رأي اقتراح طلب عرض شرح وصف تعليق تحليل تقييم تعديل تحديث تطوير تنظيم تنسيق تدريب
تعليم توثيق تسجيل تخطيط تنفيذ تمويل توزيع تصميم تركيب تأسيس توسيع تحسين تغيير حوار نقاش لقاء مؤتمر
معرض متحف مسرح ملعب مطعم مصنع متجر سوق شارع طريق جسر نفق ميناء مطار قطار مبنى بيت باب جدار سقف
نهر بحر جبل سهل حقل بستان شجر زيتون قمح ماء هواء مطر صيف شتاء ربيع خريف يوم شهر عام قرن صباح مساء
وقت موعد تاريخ عصر بداية هدف سبب أثر دور مبدأ أساس شرط معيار مقياس مستوى حجم وزن طول ارتفاع عمق
لون شكل صوت ضوء نور رسم لوح قلم دفتر ورق حبر هاتف حاسوب جهاز محرك مفتاح صندوق كرسي مقعد سرير مصباح
معلم طالب مدير عامل مهندس طبيب كاتب قارئ باحث خبير مستشار رئيس عضو شريك جار ضيف زائر مسافر سائق
مزارع تاجر صانع رسام مصور شاعر محرر ناشر مترجم مدرب لاعب متطوع مانح بلد إقليم حي ريف ساحل وطن عالم
مجتمع شعب جيل أصل فرع نظام قانون دستور ميثاق عقد اتفاق بيان إعلان إشعار إجراء إنتاج إصلاح إشراف
إعداد إنجاز اختيار اختبار اعتماد التزام انتقال انتظار استخدام استقبال استعداد استبيان احتفال مقترح
مصدر مرجع منهج مسار مركز معهد مخزن محور مجال مبلغ مقدار معدل عدد نصف ربع ثلث جزء فصل باب مدخل مخرج
""")

AR_NOUNS_F = _listed("""
مدينة قرية منطقة ناحية ساحة حديقة مدرسة جامعة مكتبة قاعة غرفة نافذة طاولة ورقة صفحة صحيفة مجلة
رسالة مقالة قصة قصيدة كلمة جملة فقرة عبارة لغة ترجمة صورة لوحة خريطة قائمة بطاقة شهادة وثيقة نسخة
طبعة مسودة خطة فكرة نظرية طريقة وسيلة أداة آلة سيارة حافلة سفينة رحلة محطة شبكة قناة شركة مؤسسة
منظمة هيئة لجنة جمعية رابطة نقابة وزارة دائرة إدارة خدمة مبادرة حملة ندوة محاضرة ورشة دورة جلسة
جولة مرحلة فترة سنة ساعة دقيقة لحظة مناسبة عطلة حفلة زيارة مقابلة مشاركة مساهمة مساعدة متابعة
مراجعة مراقبة معالجة مقارنة مناقشة محاولة ممارسة معرفة خبرة مهارة قدرة حاجة رغبة مهمة وظيفة مهنة
صناعة زراعة تجارة سياحة ثقافة رياضة صحة بيئة طبيعة طاقة كهرباء مادة سلعة بضاعة قيمة تكلفة ميزانية
نفقة منحة هدية جائزة نتيجة خلاصة توصية ملاحظة إشارة علامة قاعدة مسألة قضية حالة صفة ميزة نسبة
درجة زيادة كمية مساحة مسافة سرعة حرارة برودة رطوبة غابة شجرة زهرة ثمرة حبة بذرة تربة صخرة بحيرة
جزيرة صحراء واحة سماء سحابة عاصفة موجة
""")

AR_VERBS = _listed("""
كتب قرأ درس بحث شرح وصف عرض طلب سأل أجاب أعلن أكد أوضح أشار أضاف ذكر نشر جمع قارن حلل قيّم راجع
تابع ناقش شارك ساهم ساعد قدّم نظّم أعدّ أنجز نفّذ طوّر عدّل حدّد اختار اعتمد استخدم استقبل انتقل
وصل دخل خرج عاد بدأ انتهى استمر توقف زار حضر التقى اجتمع اتفق قرر اقترح رأى لاحظ سجّل وثّق أرسل
تسلّم وزّع موّل أسس بنى رسم صمّم فتح أغلق نقل حمل وضع رفع خفض زاد قلّ بلغ شمل ضمّ تضمّن احتوى
""")

AR_ADJECTIVES = _listed("""
جديد قديم كبير صغير طويل قصير واسع ضيق عام خاص محلي إقليمي دولي وطني مدني اجتماعي ثقافي تعليمي
اقتصادي زراعي صناعي تجاري علمي تقني فني إداري مالي قانوني رسمي سنوي شهري يومي أسبوعي مؤقت دائم
سابق لاحق حالي قادم أول ثان أخير رئيس ثانوي أساسي مهم ضروري مفيد مناسب ممكن واضح غامض بسيط مركب
دقيق شامل جزئي كامل ناقص مشترك مستقل متنوع متعدد مختلف متشابه طبيعي عادي نادر شائع سريع بطيء هادئ
قريب بعيد عميق شمالي جنوبي شرقي غربي مركزي ريفي حضري ساحلي جبلي حديث معاصر أصلي بديل إضافي مكتوب
""")

EN_DETERMINERS = ("the", "the", "the", "the", "this", "each", "another", "that", "its", "one")
EN_PREPOSITIONS = (
    *("of", "of", "of", "in", "in", "for", "with", "on", "at", "from", "during", "after"),
    *("before", "near", "between", "under", "about", "without", "beside", "through"),
)
EN_LINKS = ("and", "and", "while", "because", "although", "so that", "but", "when", "until")
AR_PREPOSITIONS = (
    *("في", "في", "في", "من", "من", "على", "إلى", "عن", "مع", "خلال", "بعد", "قبل", "قرب"),
    *("بين", "تحت", "حول", "دون", "أمام", "منذ", "ضمن"),
)
AR_LINKS = ("كما", "بينما", "لأن", "حيث", "لكن", "عندما", "حتى", "غير أن", "في حين", "إذ")

SYLLABLES = (
    *(("ba", "با"), ("ra", "را"), ("mi", "مي"), ("no", "نو"), ("ta", "تا"), ("la", "لا")),
    *(("su", "سو"), ("di", "دي"), ("ka", "كا"), ("fi", "في"), ("ho", "هو"), ("za", "زا")),
    *(("we", "وي"), ("sha", "شا"), ("mu", "مو"), ("ri", "ري"), ("do", "دو"), ("ni", "ني")),
)
"""The syllables of invented names, in Latin and in Arabic letters."""


@dataclass(frozen=True)
class Choice:
    """Words of one class with falling weights: the first is frequent, the last is rare."""

    words: tuple[str, ...]
    weights: tuple[float, ...]

    def pick(self, rng: random.Random) -> str:
        """One word, drawn by weight."""
        return rng.choices(self.words, cum_weights=self.weights)[0]


def weigh_words(groups: Sequence[Sequence[str]], seed: str) -> Choice:
    """Shuffle each group and give the word of rank r the weight 1 / (r + 8), about Zipf's law.

    Words of an earlier group are more frequent than those of a later one.
    """
    rng = random.Random(seed)
    ordered: dict[str, None] = {}
    for group in groups:
        ordered.update(dict.fromkeys(rng.sample(group, len(group))))
    weights = accumulate(1 / (rank + 8) for rank in range(len(ordered)))
    return Choice(tuple(ordered), tuple(weights))


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    if noun == "shelf":
        return "shelves"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + "ed"


def english_nouns() -> list[list[str]]:
    """Singulars and plurals; then nouns joined to others of the list."""
    pairs = [f"{a}-{b}" for a, b in zip(EN_NOUNS, EN_NOUNS[7:], strict=False)]
    return [EN_NOUNS + [_plural(noun) for noun in EN_NOUNS], pairs]


def english_verbs() -> list[list[str]]:
    """Past tenses; then the same with `re-` and `pre-`."""
    past = [_past(verb) for verb in EN_VERBS]
    return [past, ["re" + verb for verb in past] + ["pre" + verb for verb in past]]


def english_adjectives() -> list[list[str]]:
    """Adjectives; then their opposites with `non-`, and the present participles of verbs."""
    going = [(verb[:-1] if verb[-1] == "e" and verb[-2] != "e" else verb) for verb in EN_VERBS]
    return [EN_ADJECTIVES, ["non-" + a for a in EN_ADJECTIVES] + [verb + "ing" for verb in going]]


def arabic_nouns() -> list[list[str]]:
    """Nouns bare and with the article; with joined particles; with pronouns and plurals."""
    plain: list[str] = []
    joined: list[str] = []
    rest: list[str] = []
    for noun in AR_NOUNS_M + AR_NOUNS_F:
        stem = noun[:-1] + {"ة": "ت", "ى": "ا"}.get(noun[-1], noun[-1])
        plain += [noun, "ال" + noun]
        joined += ["وال" + noun, "بال" + noun, "لل" + noun]
        rest += ["كال" + noun, stem + "ها", stem + "هم", stem + "نا"]
        if noun.endswith("ة"):
            rest += [noun[:-1] + "ات", "ال" + noun[:-1] + "ات"]
    return [plain, joined, rest]


def arabic_verbs() -> list[list[str]]:
    """Past tenses, masculine and feminine; then each of them after `and`."""
    verbs = AR_VERBS + [verb + "ت" for verb in AR_VERBS if verb[-1] not in "ىأ"]
    return [verbs, ["و" + verb for verb in verbs]]


def arabic_adjectives() -> list[list[str]]:
    """Adjectives with and without the article, masculine and feminine."""
    bare = AR_ADJECTIVES + [adjective + "ة" for adjective in AR_ADJECTIVES]
    return [bare + ["ال" + adjective for adjective in bare]]


def invented_names(count: int, seed: str) -> list[tuple[str, str]]:
    """Names that belong to nobody, as pairs of Latin and Arabic spelling."""
    rng = random.Random(seed)
    names: dict[str, str] = {}
    while len(names) < count:
        parts = rng.choices(SYLLABLES, k=rng.randint(2, 4))
        names["".join(latin for latin, _ in parts).capitalize()] = "".join(ar for _, ar in parts)
    return list(names.items())
