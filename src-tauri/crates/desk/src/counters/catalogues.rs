//! The catalogues of a desk: read once, changed by the team and marked by refused prices, written at every
//! change. A task of its own, so that neither a member nor the team waits for a disk.

use std::path::PathBuf;
use std::sync::Arc;

use domain::{DeviceId, Money};
use jiff::tz::TimeZone;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::spawn_blocking;
use wire::{CatalogueView, Exported, Imported, ProductChange};

use super::{PlaceIndex, selling};
use crate::catalogue::{Catalogue, Pictures};
use crate::message::PageMessage;
use crate::sale::{Input, Shelf};
use crate::settings::{CatalogueError, Role, Settings};
use crate::staff::{NotTaken, export};
use crate::{Message, Parts};

/// Something to do with a catalogue.
pub(crate) enum CatalogueOrder {
    /// The vendor refused the price of a shelf, and said its own or not.
    PriceRefused(DeviceId, String, Option<Money>),
    /// Change a product.
    Change(u32, String, ProductChange),
    /// Put what is in this file in the place of the catalogue.
    Import(u32, Vec<u8>),
    /// Write it into a file for people.
    Export(u32),
    /// What came of an import or export was seen.
    Seen(u32),
}

/// Orders that may wait. The team waits for each of its own, and a sale in which the vendor refuses a price gives one.
const ORDERS: usize = 16;

type Reply = oneshot::Sender<Result<(), NotTaken>>;

/// Where orders go. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Orders(mpsc::Sender<(CatalogueOrder, Option<Reply>)>);

impl Orders {
    /// Gives an order that nobody waits for.
    pub(crate) fn tell(&self, order: CatalogueOrder) {
        if let Err(TrySendError::Full(_)) = self.0.try_send((order, None)) {
            tracing::warn!("the disk does not keep up with the catalogues; a price is not marked");
        }
    }

    /// Gives an order and waits until it is done.
    pub(crate) async fn ask(&self, order: CatalogueOrder) -> Result<(), NotTaken> {
        let (reply, done) = oneshot::channel();
        self.0.send((order, Some(reply))).await.map_err(|_| NotTaken)?;
        done.await.unwrap_or(Err(NotTaken))
    }
}

/// Owns the catalogues of a desk and writes them at every change.
pub(crate) struct Catalogues {
    parts: Arc<Parts>,
    language: domain::Language,
    exports: PathBuf,
    kept: Vec<Kept>,
    pictures: Pictures,
    views: watch::Sender<Vec<CatalogueView>>,
}

/// The catalogue of one place.
struct Kept {
    place: PlaceIndex,
    device: DeviceId,
    name: String,
    currency: domain::Currency,
    catalogue: Catalogue,
    imported: Option<Imported>,
    exported: Option<Exported>,
}

impl Catalogues {
    /// Begins to keep the catalogues of a desk.
    pub(crate) fn open(
        parts: &Arc<Parts>,
        settings: &Settings,
    ) -> (Orders, watch::Receiver<Vec<CatalogueView>>, impl Future<Output = ()> + Send + 'static) {
        let (orders, taken) = mpsc::channel(ORDERS);
        let (views, watched) = watch::channel(Vec::new());
        let vending = selling(settings).enumerate().filter_map(|(index, device)| match &device.role {
            Role::Vending(vending) => Some(Kept {
                place: PlaceIndex(index),
                device: device.id,
                name: vending.name.clone(),
                currency: settings.currency,
                catalogue: Catalogue::default(),
                imported: None,
                exported: None,
            }),
            Role::Time(_) | Role::CheckIn(_) => None,
        });
        let catalogues = Self {
            parts: Arc::clone(parts),
            language: settings.language,
            exports: parts.exports.clone(),
            kept: vending.collect(),
            pictures: Pictures::default(),
            views,
        };
        (Orders(orders), watched, catalogues.keep(taken))
    }

    async fn keep(mut self, mut orders: mpsc::Receiver<(CatalogueOrder, Option<Reply>)>) {
        for index in 0..self.kept.len() {
            self.read(index).await;
        }
        self.look_at_pictures().await;
        self.show().await;
        while let Some((order, reply)) = orders.recv().await {
            let taken = self.take(order).await;
            self.show().await;
            if let Some(reply) = reply {
                // Fails only when nobody waits any more.
                let _ = reply.send(taken);
            }
        }
    }

    async fn read(&mut self, index: usize) {
        let Some(kept) = self.kept.get_mut(index) else { return };
        let (stored, device, currency) = (self.parts.stored.clone(), kept.device, kept.currency);
        match spawn_blocking(move || stored.catalogue(device, currency)).await {
            Ok(Ok(found)) => kept.catalogue = found.unwrap_or_default(),
            Ok(Err(error)) => {
                tracing::error!(%device, %error, "the catalogue cannot be used");
                if let CatalogueError::Damaged { problems, .. } = error {
                    kept.imported = Some(Imported { products: 0, problems });
                }
            }
            Err(_) => tracing::error!(%device, "reading the catalogue fell over"),
        }
    }

    async fn take(&mut self, order: CatalogueOrder) -> Result<(), NotTaken> {
        match order {
            CatalogueOrder::PriceRefused(device, shelf, vendor) => {
                let now = self.parts.clock.wall();
                let index = self.kept.iter().position(|kept| kept.device == device).ok_or(NotTaken)?;
                let kept = self.kept.get_mut(index).ok_or(NotTaken)?;
                kept.catalogue.refused(&shelf, vendor, now);
                self.save(index).await
            }
            CatalogueOrder::Change(place, shelf, change) => {
                let index = self.of_place(place)?;
                let kept = self.kept.get_mut(index).ok_or(NotTaken)?;
                let before = kept.catalogue.clone();
                kept.catalogue.change(&shelf, &change).map_err(|error| not_taken(&error))?;
                self.save_or(index, before).await
            }
            CatalogueOrder::Import(place, bytes) => self.import(place, bytes).await,
            CatalogueOrder::Export(place) => {
                let index = self.of_place(place)?;
                self.export(index).await
            }
            CatalogueOrder::Seen(place) => {
                let index = self.of_place(place)?;
                let kept = self.kept.get_mut(index).ok_or(NotTaken)?;
                (kept.imported, kept.exported) = (None, None);
                Ok(())
            }
        }
    }

    async fn import(&mut self, place: u32, bytes: Vec<u8>) -> Result<(), NotTaken> {
        let index = self.of_place(place)?;
        let kept = self.kept.get_mut(index).ok_or(NotTaken)?;
        let currency = kept.currency;
        let parsed =
            spawn_blocking(move || Catalogue::parse(&bytes, currency)).await.map_err(|_| NotTaken)?;
        match parsed {
            Err(problems) => {
                kept.imported = Some(Imported { products: 0, problems });
                Ok(())
            }
            Ok(catalogue) => {
                let products = u32::try_from(catalogue.products().len()).unwrap_or(u32::MAX);
                let before = kept.catalogue.clone();
                kept.catalogue.import(catalogue);
                self.save_or(index, before).await?;
                if let Some(kept) = self.kept.get_mut(index) {
                    kept.imported = Some(Imported { products, problems: Vec::new() });
                }
                self.look_at_pictures().await;
                Ok(())
            }
        }
    }

    async fn export(&mut self, index: usize) -> Result<(), NotTaken> {
        let (language, folder, now) = (self.language, self.exports.clone(), self.parts.clock.wall());
        let kept = self.kept.get_mut(index).ok_or(NotTaken)?;
        let items = u32::try_from(kept.catalogue.products().len()).unwrap_or(u32::MAX);
        let (catalogue, device) = (kept.catalogue.clone(), kept.device);
        let written = spawn_blocking(move || {
            let at = TimeZone::system().to_datetime(now);
            export::write(&folder, &format!("catalogue-{device}"), at, &catalogue.to_csv_for(language))
        });
        kept.exported = Some(match written.await {
            Ok(Ok(file)) => Exported { file: Some(file.display().to_string()), items },
            Ok(Err(error)) => {
                tracing::error!(%error, "the catalogue could not be exported");
                Exported { file: None, items: 0 }
            }
            Err(_) => Exported { file: None, items: 0 },
        });
        Ok(())
    }

    async fn save_or(&mut self, index: usize, before: Catalogue) -> Result<(), NotTaken> {
        let saved = self.save(index).await;
        if saved.is_err()
            && let Some(kept) = self.kept.get_mut(index)
        {
            // What is shown is what there will be after the next start.
            kept.catalogue = before;
        }
        saved
    }

    async fn save(&self, index: usize) -> Result<(), NotTaken> {
        let kept = self.kept.get(index).ok_or(NotTaken)?;
        let (device, catalogue) = (kept.device, kept.catalogue.clone());
        let saved = self.parts.store(move |stored| stored.save_catalogue(device, &catalogue)).await;
        saved.map_err(|error| not_taken(&error))
    }

    async fn look_at_pictures(&mut self) {
        let catalogues: Vec<_> = self.kept.iter().map(|kept| kept.catalogue.clone()).collect();
        let stored = self.parts.stored.clone();
        let looked = spawn_blocking(move || stored.pictures(&catalogues)).await;
        self.pictures = looked.unwrap_or_default();
        // Megabytes, perhaps: not with every change of a price. Fails only when the desk has ended.
        let pictures = PageMessage::Pictures(self.pictures.views());
        let _ = self.parts.messages.send(Message::Page(pictures)).await;
    }

    fn of_place(&self, place: u32) -> Result<usize, NotTaken> {
        let wanted = usize::try_from(place).map_err(|_| NotTaken)?;
        self.kept.iter().position(|kept| kept.place.0 == wanted).ok_or(NotTaken)
    }

    /// Tells the team's window, and each place what it has.
    async fn show(&self) {
        let view = |kept: &Kept| CatalogueView {
            place: u32::try_from(kept.place.0).unwrap_or(u32::MAX),
            name: kept.name.clone(),
            currency: kept.currency.code().to_owned(),
            products: kept.catalogue.view(&self.pictures),
            imported: kept.imported.clone(),
            exported: kept.exported.clone(),
        };
        self.views.send_replace(self.kept.iter().map(view).collect());
        for kept in &self.kept {
            let shelves = kept.catalogue.products().iter().map(|product| Shelf {
                shelf: product.shelf.clone(),
                name: product.name.clone(),
                price: product.price,
                available: product.available,
                picture: product
                    .picture
                    .as_deref()
                    .and_then(|file| self.pictures.id(file))
                    .map(str::to_owned),
            });
            let shelves = Input::Shelves(shelves.collect());
            // Fails only when the desk has ended.
            let _ = self.parts.messages.send(Message::Sale(kept.place, shelves)).await;
        }
    }
}

fn not_taken(error: &dyn std::error::Error) -> NotTaken {
    tracing::warn!(%error, "a catalogue stays as it is");
    NotTaken
}
