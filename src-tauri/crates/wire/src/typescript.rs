use ts_rs::{Config, TS};

use crate::*;

/// The TypeScript module that mirrors this crate, as `cargo xtask bindings` writes it.
pub fn typescript() -> String {
    let config = Config::new();
    let mut module =
        String::from("// Written by `cargo xtask bindings` from the crate `wire`. Do not edit by hand.\n");
    macro_rules! declare {
        ($($name:ty),+ $(,)?) => {
            $(
                module.push_str("\nexport ");
                module.push_str(&<$name as TS>::decl(&config));
                module.push('\n');
            )+
        };
    }
    declare!(
        FrontMessage,
        StudioView,
        Screen,
        IdleView,
        PinPadView,
        TypedBurst,
        CameraState,
        Stroke,
        VerdictView,
        UnconfirmedReason,
        UnreadableReason,
        AttentionReason,
        OutOfOrderReason,
        SetupView,
        SetupStep,
        Check,
        CheckKind,
        CheckState,
        DeviceChoice,
        DeviceModelView,
        PlaceView,
        ReaderPlace,
        OfflineChoice,
        Connected,
        PortChoice,
        ContactlessChoice,
        PortHint,
        RefusedReader,
        ReaderChoice,
        Hearing,
        ReaderFraming,
        TapProof,
        Seen,
        Content,
        NumberProof,
        Assumption,
        LessonProblem,
        SetupProblem,
        Right,
        PracticeView,
        PracticeCard,
        PracticeFault,
        PracticeFaultKind,
        PracticeJournalEntry,
        StaffView,
        PinProblem,
        StaffDesk,
        LineView,
        VendorState,
        ReaderLine,
        ReaderCondition,
        OutputLine,
        OutputCondition,
        DirectoryLine,
        AmountView,
        StoreTrouble,
        Alarm,
        InboxFilter,
        InboxTab,
        ItemKind,
        InboxItem,
        CreditView,
        ItemState,
        ItemReason,
        ItemAction,
        TapLine,
        TapVerdict,
        DoorTrouble,
        Exported,
        ChoiceView,
        GoodsKind,
        PictureView,
        SaleView,
        SaleStep,
        ShelfView,
        IntervalView,
        BoughtView,
        GoodsView,
        HandOutBy,
        ChargeView,
        SaleEnd,
        SaleChoice,
        SaleLine,
        SaleStage,
        SaleAction,
        CatalogueView,
        ProductLine,
        PriceRefused,
        Imported,
        LineProblem,
        CatalogueProblem,
        ProductChange,
    );
    module
}
