//! Which of this server's connections is in which room.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Mutex,
};

use hubs_runtime::ConnectionId;

/// One connection is in one room at most; one person may have several connections.
#[derive(Debug, Default)]
pub(crate) struct Rooms {
    seats: Mutex<HashMap<ConnectionId, Seat>>,
}

/// Where a connection is, and as whom.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Seat {
    pub(crate) room: String,
    pub(crate) name: String,
}

impl Rooms {
    /// Seats a connection and tells where it was before.
    pub(crate) fn enter(&self, connection: &ConnectionId, seat: Seat) -> Option<Seat> {
        self.lock().insert(connection.clone(), seat)
    }

    /// Takes a connection out of its room and tells which it was.
    pub(crate) fn leave(&self, connection: &ConnectionId) -> Option<Seat> {
        self.lock().remove(connection)
    }

    /// The room and the name of a connection.
    pub(crate) fn seat(&self, connection: &ConnectionId) -> Option<Seat> {
        self.lock().get(connection).cloned()
    }

    /// Every connection with its name, by room.
    pub(crate) fn by_room(&self) -> BTreeMap<String, Vec<(ConnectionId, String)>> {
        let seats = self.lock();
        let mut rooms: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for (connection, Seat { room, name }) in seats.iter() {
            let person = (connection.clone(), name.clone());
            rooms.entry(room.clone()).or_default().push(person);
        }
        rooms
    }

    /// The names of the people in a room, each once, in order.
    pub(crate) fn people(&self, room: &str) -> Vec<String> {
        let seats = self.lock();
        let names: BTreeSet<&String> = seats
            .values()
            .filter(|seat| seat.room == room)
            .map(|seat| &seat.name)
            .collect();
        names.into_iter().cloned().collect()
    }

    /// Every room that has people, with how many.
    pub(crate) fn all(&self) -> Vec<(String, usize)> {
        let seats = self.lock();
        let mut rooms: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
        for seat in seats.values() {
            rooms.entry(&seat.room).or_default().insert(&seat.name);
        }
        let count = |(room, people): (&String, BTreeSet<&String>)| (room.clone(), people.len());
        rooms.into_iter().map(count).collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<ConnectionId, Seat>> {
        // Nothing panics while it is held, and a list of seats is never half changed.
        self.seats
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seat(room: &str, name: &str) -> Seat {
        Seat {
            room: room.to_owned(),
            name: name.to_owned(),
        }
    }

    #[test]
    fn people_are_where_they_went_last() {
        let rooms = Rooms::default();
        let (one, two) = (ConnectionId::from("1"), ConnectionId::from("2"));
        assert_eq!(rooms.enter(&one, seat("lobby", "Ann")), None);
        rooms.enter(&two, seat("lobby", "Bob"));
        assert_eq!(rooms.people("lobby"), ["Ann", "Bob"]);
        assert_eq!(
            rooms.enter(&one, seat("attic", "Ann")),
            Some(seat("lobby", "Ann"))
        );
        assert_eq!(rooms.people("lobby"), ["Bob"]);
        assert_eq!(
            rooms.all(),
            [("attic".to_owned(), 1), ("lobby".to_owned(), 1)]
        );
        assert_eq!(rooms.leave(&two), Some(seat("lobby", "Bob")));
        assert_eq!(rooms.leave(&two), None);
        assert_eq!(rooms.seat(&one), Some(seat("attic", "Ann")));
        assert_eq!(
            rooms.by_room().into_iter().collect::<Vec<_>>(),
            [("attic".to_owned(), vec![(one, "Ann".to_owned())])]
        );
    }

    #[test]
    fn two_tabs_of_one_person_are_one_name() {
        let rooms = Rooms::default();
        rooms.enter(&ConnectionId::from("1"), seat("lobby", "Ann"));
        rooms.enter(&ConnectionId::from("2"), seat("lobby", "Ann"));
        assert_eq!(rooms.people("lobby"), ["Ann"]);
        rooms.leave(&ConnectionId::from("1"));
        assert_eq!(rooms.people("lobby"), ["Ann"]);
    }
}
